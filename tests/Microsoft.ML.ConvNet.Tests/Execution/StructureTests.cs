using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>What the courses say of residual blocks, radial basis units, stochastic depth and group norm, run by the executor.</summary>
public class StructureTests
{
    [Fact]
    public void AResidualBlockWhoseBodyIsZeroIsTheIdentityAfterReLU()
    {
        static NetworkBuilder Stem() => new NetworkBuilder(new ImageShape(2, 7, 6)).Convolution(20, 3, padding: 1, name: "stem").ReLU("start");
        var without = Stem().Build();
        var with = Stem()
            .Residual(body => body.Convolution(20, 3, padding: 1, name: "conv1").ReLU().Convolution(20, 3, padding: 1, name: "conv2"))
            .ReLU()
            .Residual(body => body.Convolution(20, 3, padding: 1, name: "conv3").BatchNorm("zero"))
            .ReLU()
            .Build();
        var weights = new Weights(with.InitializeWeights(3).Select(
            pair => pair.Key is "conv2.weight" or "zero.weight" ? KeyValuePair.Create(pair.Key, new Tensor(pair.Value.Dimensions, new float[pair.Value.Values.Length])) : pair));
        foreach (var mode in Enum.GetValues<PlanMode>())
        {
            float[] expected = Run(without, without.InitializeWeights(3), mode), actual = Run(with, weights, mode);
            Assert.Equal(expected, actual);
            Assert.Contains(actual, value => value > 0);
        }
    }

    [Fact]
    public void RadialBasisScoresAreMinusTheSquaredDistancesAndCostLeNetsCriterion()
    {
        // Codes of 84 values, as in LeNet-5: an image that is a code scores 0 for it, and minus 4 for each bit that another code differs in.
        const int codes = 10, bits = 84;
        var network = new NetworkBuilder(new ImageShape(bits, 1, 1)).RadialBasis(codes, trainable: false, name: "rbf").Build();
        var weights = network.InitializeWeights(1);
        float[] centers = weights["rbf.weight"].Values;
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: true);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, codes, threads: 1);
        centers.CopyTo(plan.Input);
        for (int row = 0; row < codes; row++) plan.Labels[row] = row;
        var result = plan.ForwardBackward(codes, randomSeed: 0);
        for (int row = 0; row < codes; row++)
        {
            for (int unit = 0; unit < codes; unit++)
            {
                int different = Enumerable.Range(0, bits).Count(bit => centers[row * bits + bit] != centers[unit * bits + bit]);
                Assert.Equal(-4 * different, plan.Logits[row * codes + unit]);
            }
        }

        Assert.Equal(codes, result.Correct);
        Assert.Equal(0, result.LossSum, 1e-5);

        // Wrong labels: the penalty of the right unit plus the logarithm of the sum over all.
        for (int row = 0; row < codes; row++) plan.Labels[row] = (row + 1) % codes;
        centers.CopyTo(plan.Input);
        double expected = Enumerable.Range(0, codes).Sum(row =>
        {
            double[] distances = [.. Enumerable.Range(0, codes).Select(unit => Enumerable.Range(0, bits).Sum(bit => Math.Pow(centers[row * bits + bit] - centers[unit * bits + bit], 2)))];
            return distances[(row + 1) % codes] + Math.Log(distances.Sum(distance => Math.Exp(-distance)));
        });
        Assert.Equal(expected, plan.ForwardBackward(codes, randomSeed: 0).LossSum, 1e-4 * expected);

        // Fixed codes are no parameters, and are saved as they were.
        Assert.Empty(store.Ranges);
        Assert.Equal(centers, store.Save()["rbf.weight"].Values);
    }

    [Fact]
    public void StochasticDepthDropsWholeImagesInTrainingOnly()
    {
        const int rows = 4000;
        const float probability = 0.25f;
        var network = new NetworkBuilder(new ImageShape(3, 1, 1)).StochasticDepth(probability).StochasticDepth(probability).Build();
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: true);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, rows, threads: 2);
        Fill(plan);
        plan.ForwardBackward(rows, randomSeed: 5);
        int kept = 0;
        for (int row = 0; row < rows; row++)
        {
            float[] values = plan.Logits.Slice(3 * row, 3).ToArray();
            if (values[0] == 0)
            {
                Assert.All(values, value => Assert.Equal(0, value));
                continue;
            }

            kept++;
            for (int i = 0; i < 3; i++) Assert.Equal((1 + 3 * row + i) / 0.75 / 0.75, values[i], 1e-6 * values[i]);
        }

        // Two layers decide for themselves: an image passes both with 0.75 squared. Five standard deviations of a binomial count.
        const double share = 0.75 * 0.75;
        double spread = 5 * Math.Sqrt(rows * share * (1 - share));
        Assert.InRange(kept, rows * share - spread, rows * share + spread);

        using var scoring = new ExecutionPlan(graph, store, PlanMode.Scoring, rows, threads: 1);
        Fill(scoring);
        scoring.Forward(rows);
        Assert.True(scoring.Logits.SequenceEqual(scoring.Input));

        static void Fill(ExecutionPlan plan)
        {
            for (int i = 0; i < plan.Input.Length; i++) plan.Input[i] = 1 + i;
        }
    }

    [Fact]
    public void GroupNormDoesNotDependOnTheBatchNorOnTheMode()
    {
        var network = new NetworkBuilder(new ImageShape(12, 5, 4)).GroupNorm(4).Build();
        float[] scored = Run(network, network.InitializeWeights(1), PlanMode.Scoring), trained = Run(network, network.InitializeWeights(1), PlanMode.Training);
        Assert.Equal(scored, trained);
        float[] alone = Run(network, network.InitializeWeights(1), PlanMode.Scoring, rows: 1);
        Assert.Equal(scored[..alone.Length], alone);

        // Weight 1 and bias 0: each group has mean 0 and variance 1.
        for (int group = 0; group < 4; group++)
        {
            double[] values = [.. alone.Where((_, i) => i % 12 / 3 == group).Select(value => (double)value)];
            Assert.Equal(0, values.Average(), 1e-6);
            Assert.Equal(1, values.Average(value => value * value), 1e-4);
        }
    }

    private static float[] Run(Network network, Weights weights, PlanMode mode, int rows = 3)
    {
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: true);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, mode, rows, threads: 1);
        for (int i = 0; i < plan.Input.Length; i++) plan.Input[i] = CounterRandom.Normal(seed: 8, stream: 0, (ulong)i);
        if (mode == PlanMode.Training) plan.ForwardBackward(rows, randomSeed: 1);
        else plan.Forward(rows);
        return plan.Logits.ToArray();
    }
}
