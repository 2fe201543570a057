using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// The exponential moving average of parameters and running statistics over the steps of a run: a = d * a + (1 - d) * w with d = min(decay, (1 + t) / (10 + t)) in step t = 1,
/// 2, ..., so that the initial weights are soon forgotten; TensorFlow's ExponentialMovingAverage has the same formula.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly ParameterStore _source;
    private readonly double _decay;

    /// <param name="source">The parameters that are trained.</param>
    /// <param name="decay">0 to 1.</param>
    public WeightAverage(ParameterStore source, double decay)
    {
        _source = source;
        _decay = decay;
        Parameters = source.CreateTwin();
    }

    /// <summary>The average, in the layout of the parameters; it can be scored.</summary>
    public ParameterStore Parameters { get; }

    /// <summary>To be called after every step. Allocates nothing.</summary>
    /// <param name="step">One-based step of the run.</param>
    public void Update(long step)
    {
        float share = (float)(1 - Math.Min(_decay, (1.0 + step) / (10.0 + step)));
        Approach(_source.Trainable, Parameters.Trainable, share);
        Approach(_source.Statistics, Parameters.Statistics, share);
    }

    public void Dispose() => Parameters.Dispose();

    private static void Approach(ReadOnlySpan<float> weights, Span<float> average, float share) => TensorPrimitives.Lerp(average, weights, share, average);
}
