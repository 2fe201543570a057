using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>Plans of whole networks against the same functions in double precision.</summary>
public class ExecutionPlanTests
{
    private const ulong Seed = 77;

    public static TheoryData<string> Networks => [.. TwinNetworks.All.Keys];

    public static TheoryData<string, string> NetworksOfAllSets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var set in KernelSet.Supported)
                foreach (string name in TwinNetworks.All.Keys) data.Add(name, set.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NetworksOfAllSets))]
    public void TrainingGivesTheLossAndTheGradientsOfTheDefinition(string name, string set)
    {
        // A full batch; then with the same plan a part of one, after which nothing of the larger batch may be left.
        foreach (int batchSize in new[] { 1, 5, 21 })
        {
            var (twin, output) = TwinNetworks.All[name]();
            using var run = new PlanRun(twin, output, set, PlanMode.Training, batchSize);
            run.Check(batchSize);
            if (batchSize > 3) run.Check(rows: 3);
            if (batchSize > 16) run.Check(rows: 17);
        }
    }

    [Theory]
    [MemberData(nameof(NetworksOfAllSets))]
    public void ScoringGivesTheLogitsOfTheDefinition(string name, string set)
    {
        var (twin, output) = TwinNetworks.All[name]();

        // A store of its own, and a store that also serves training (whose layout may differ).
        foreach (bool withGradients in new[] { false, true })
        {
            using var run = new PlanRun(twin, output, set, PlanMode.Scoring, batchSize: 18, withGradients);
            run.Check(18);
            run.Check(1);
        }
    }

    [Fact]
    public void SomeOfTheNetworksTrainInterleaved()
    {
        // The double-precision twin is told which; without one the layout would go untested.
        foreach (var set in KernelSet.Supported.Where(set => set.InterleavedChannels.Length > 0))
        {
            string[] interleaved = [.. TwinNetworks.All.Keys.Where(name =>
            {
                var (twin, output) = TwinNetworks.All[name]();
                using var store = new ParameterStore(twin.Build(output), withGradients: true, set);
                return store.IsInterleaved;
            })];
            Assert.Equal(TwinNetworks.All.Keys.Where(name => name.StartsWith("interleaved", StringComparison.Ordinal)), interleaved);
        }
    }

    /// <summary>The chain rule of the twin itself, against central differences in double precision along random directions.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void TheTwinsGradientIsTheSlopeOfItsLoss(string name)
    {
        const double step = 1e-6;
        var (twin, output) = TwinNetworks.All[name]();
        var graph = twin.Build(output);
        var batch = new Batch(graph, rows: 4);
        var forward = batch.Forward(twin, output, isTraining: true, Seed, lanes: 1);
        var (_, _, pass) = batch.Run(twin, output, forward);
        foreach (var parameter in graph.Parameters.Where(parameter => parameter.IsTrainable))
        {
            double[] values = forward.Parameter(parameter), original = [.. values], direction = Numbers.Double(Numbers.Normal(values.Length, seed: 5));
            double Loss(double distance)
            {
                for (int i = 0; i < values.Length; i++) values[i] = original[i] + distance * direction[i];
                return batch.Run(twin, output, forward).Loss;
            }

            double slope = (Loss(step) - Loss(-step)) / (2 * step);
            original.CopyTo(values, 0);
            double expected = pass.ParameterGradients[parameter.Name].Zip(direction, (gradient, along) => gradient * along).Sum();

            // Rounding of a loss near 1 over the step: 1e-10; the third derivative over all directions: 1e-12 times a few thousand.
            Assert.True(Math.Abs(slope - expected) <= 1e-7, $"{parameter.Name}: slope {slope}, gradient along it {expected}.");
        }
    }

    /// <summary>The plan alone, without the twin: the loss falls along the gradient as fast as the gradient says.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void TheLossFallsAsFastAsTheGradientSays(string name)
    {
        const int rows = 6;
        var (twin, output) = TwinNetworks.All[name]();
        var graph = twin.Build(output);
        var batch = new Batch(graph, rows);
        using var store = new ParameterStore(graph, withGradients: true);
        store.Load(twin.Weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, rows, threads: 2);
        double Loss(float[] parameters)
        {
            parameters.CopyTo(store.Trainable);
            batch.Fill(plan);
            var result = plan.ForwardBackward(rows, Seed);
            return result.LossSum / result.WeightSum;
        }

        float[] start = store.Trainable.ToArray();
        double loss = Loss(start);
        float[] gradient = store.Gradients.ToArray();
        double squaredLength = gradient.Sum(value => (double)value * value);
        Assert.True(squaredLength > 1e-6, "The gradient vanishes.");

        // A step that changes the loss by about 2e-3 each way: rounding (1e-7 of the loss) is 1e-4 of that, and so is about the square of the step.
        double step = 2e-3 / squaredLength;
        float[] Moved(double distance) => [.. start.Zip(gradient, (value, slope) => (float)(value - distance * slope))];
        double fall = (Loss(Moved(-step)) - Loss(Moved(step))) / (2 * step);
        Assert.InRange(fall / squaredLength, 0.99, 1.01);
    }
}
