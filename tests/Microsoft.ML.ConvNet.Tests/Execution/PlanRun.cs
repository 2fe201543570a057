using System.Globalization;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>A plan of a twin network, and the comparison of what it computes with the twin.</summary>
internal sealed class PlanRun : IDisposable
{
    // A chain of a dozen layers, each of which rounds sums of some hundred terms: up to 1e-5 of the largest value was seen.
    private const double Tolerance = 3e-5;
    private const ulong Seed = 77;

    private readonly TwinGraph _twin;
    private readonly GraphValue _output;
    private readonly LoweredGraph _graph;
    private readonly ParameterStore _store;
    private readonly ExecutionPlan _plan;
    private readonly PlanMode _mode;

    public PlanRun(TwinGraph twin, GraphValue output, string set, PlanMode mode, int batchSize, bool withGradients = true)
    {
        _twin = twin;
        _output = output;
        _mode = mode;
        _graph = twin.Build(output);
        _store = new ParameterStore(_graph, withGradients, KernelSet.Supported.Single(one => one.Name == set));
        _plan = new ExecutionPlan(_graph, _store, mode, batchSize, threads: 3);
    }

    public void Check(int rows)
    {
        bool isTraining = _mode == PlanMode.Training;
        _store.Load(_twin.Weights);
        _plan.Input.Fill(float.NaN);
        var batch = new Batch(_graph, rows);
        batch.Fill(_plan);
        int lanes = _store.IsInterleaved ? _store.Set.Lanes : 1;
        var (logits, loss, pass) = batch.Run(_twin, _output, batch.Forward(_twin, _output, isTraining, Seed, lanes));
        if (!isTraining)
        {
            _plan.Forward(rows);
            AssertClose(logits, _plan.Logits[..logits.Length], 0, $"logits of {rows} rows");
            return;
        }

        if (_store.Gradients.Length > 0) _store.Gradients.Fill(float.NaN);
        var result = _plan.ForwardBackward(rows, Seed);
        AssertClose(logits, _plan.Logits[..logits.Length], 0, $"logits of {rows} rows");
        Assert.Equal(batch.Weights.Sum(weight => (double)weight), result.WeightSum, 1e-6);
        Assert.Equal(loss, result.LossSum / result.WeightSum, Tolerance * (1 + loss));
        var gradients = _store.Unpack(_store.Gradients);

        // A bias in front of a batch norm has no gradient: there the largest of the other gradients says what rounding may leave.
        double floor = 0.1 * gradients.Keys.Max(name => pass.ParameterGradients[name].Max(Math.Abs));
        foreach (var (name, gradient) in gradients) AssertClose(pass.ParameterGradients[name], gradient.Values, floor, $"gradient of {name}, {rows} rows");
        var saved = _store.Save();
        foreach (var statistic in _graph.Parameters.Where(parameter => !parameter.IsTrainable))
            AssertClose(pass.Statistics[statistic.Name], saved[statistic.Name].Values, 0, $"{statistic.Name}, {rows} rows");
    }

    public void Dispose()
    {
        _plan.Dispose();
        _store.Dispose();
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, double floor, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double bound = Tolerance * (floor + expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            if (Math.Abs(expected[i] - actual[i]) <= bound) continue;
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: value {i} is {actual[i]:R}, expected {expected[i]:R} within {bound:G3}."));
        }
    }
}
