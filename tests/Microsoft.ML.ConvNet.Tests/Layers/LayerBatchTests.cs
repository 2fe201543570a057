using System.Globalization;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tests.Execution;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>
/// Every layer, with every combination of options: a part of a batch is what a batch of that size is, and neither the number of threads nor the recomputation of activations changes a bit.
/// Alone: while another test holds the worker pool, everything would run on one thread.
/// </summary>
[Collection(nameof(UsesTheWorkerPoolAlone))]
public class LayerBatchTests
{
    // A plan for more rows may choose another algorithm: both round.
    private const double Tolerance = 3e-5;

    private const int Rows = 3;
    private const ulong Seed = 9;

    public static TheoryData<string> Cases => [.. LayerGradientCases.All.Select(one => one.ToString())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void APartOfABatchIsABatchAndThreadsChangeNothing(string name)
    {
        foreach (var network in LayerGradientCases.All.Single(one => one.ToString() == name).Networks())
        {
            var expected = Train(network, Rows, threads: 1);
            var partial = Train(network, 2 * Rows + 17, threads: 1);
            Assert.Equal(expected.Keys, partial.Keys);

            // A bias in front of a norm has no gradient: there the largest of the others says what rounding may leave.
            double floor = 0.1 * expected.Where(one => one.Key.StartsWith("gradient", StringComparison.Ordinal)).Max(one => one.Value.Max(Math.Abs));
            foreach (var (what, values) in expected) AssertClose(values, partial[what], floor, what);
            foreach (bool recompute in new[] { false, true })
            {
                foreach (var (what, values) in Train(network, 2 * Rows + 17, threads: 4, recompute))
                    Assert.True(partial[what].AsSpan().SequenceEqual(values), $"{what} with 4 threads{(recompute ? ", activations recomputed" : "")}");
            }
        }
    }

    /// <summary>Logits, gradients and statistics of some rows, scored and trained by a plan that has just worked on a whole batch of others.</summary>
    private static Dictionary<string, float[]> Train(Network network, int batchSize, int threads, bool recomputeActivations = false)
    {
        var graph = network.Lower();
        var weights = LayerGradientCase.Weights(network);
        using var store = new ParameterStore(graph, withGradients: true);
        using var scoring = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize, threads);
        using var training = new ExecutionPlan(graph, store, PlanMode.Training, batchSize, threads, withInputGradient: true, recomputeActivations: recomputeActivations);
        foreach (int rows in new[] { batchSize, Rows })
        {
            store.Load(weights);
            foreach (var plan in new[] { scoring, training })
            {
                plan.Input.Fill(float.NaN);
                new Batch(graph, rows).Fill(plan);
            }

            scoring.Forward(rows);
            training.ForwardBackward(rows, Seed);
        }

        int outputs = Rows * graph.OutputShape.Size;
        var results = new Dictionary<string, float[]>
        {
            ["scored logits"] = scoring.Logits[..outputs].ToArray(),
            ["logits"] = training.Logits[..outputs].ToArray(),
            ["images' gradient"] = training.InputGradient[..(Rows * graph.InputShape.Size)].ToArray(),
        };
        foreach (var (name, tensor) in store.Unpack(store.Gradients)) results.Add($"gradient of {name}", tensor.Values);
        foreach (var (name, tensor) in store.Save()) results.Add(name, tensor.Values);
        return results;
    }

    private static void AssertClose(float[] expected, float[] actual, double floor, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double bound = Tolerance * Math.Max(floor, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            if (Math.Abs((double)expected[i] - actual[i]) <= bound) continue;
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: value {i} is {actual[i]:R} in a larger plan, {expected[i]:R} in one of {Rows} rows."));
        }
    }
}
