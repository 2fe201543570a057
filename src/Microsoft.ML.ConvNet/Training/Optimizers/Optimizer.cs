using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>How parameters are updated from their gradients; a value that can be compared and printed.</summary>
/// <seealso cref="Sgd"/>
/// <seealso cref="Adam"/>
/// <seealso cref="AdamW"/>
/// <seealso cref="RmsProp"/>
/// <seealso cref="AdaGrad"/>
/// <seealso cref="AdaDelta"/>
public abstract record Optimizer
{
    // Only the optimizers of this assembly know the memory layout of a run.
    private protected Optimizer()
    {
    }

    /// <summary>
    /// L2 penalty on the parameters: this much of each parameter is added to its gradient (<see cref="AdamW"/> shrinks the parameter instead). 0 or more; the default is 0. Biases and the
    /// parameters of normalisation layers are spared, unless a <see cref="ParameterGroup"/> says otherwise.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double WeightDecay { get; init => field = CheckPenalty(value, nameof(WeightDecay)); }

    /// <summary>
    /// L1 penalty on the parameters: this much is added to the gradient of each positive parameter and taken from that of each negative one. 0 or more; the default is 0. With
    /// <see cref="WeightDecay"/> it makes the elastic net. The same parameters are spared.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double L1Penalty { get; init => field = CheckPenalty(value, nameof(L1Penalty)); }

    /// <summary>Makes the memory of one run.</summary>
    /// <param name="length">Values of the trainable block.</param>
    /// <param name="ranges">Where each parameter lies in it.</param>
    /// <param name="settings">What is done to gradients before; null for nothing.</param>
    internal abstract OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings = null);

    private protected static double CheckFraction(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and less than 1.");

    private protected static double CheckEpsilon(double value, string name) =>
        (float)value > 0 && float.IsFinite((float)value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above 0 in single precision.");

    private protected static double CheckPenalty(double value, string name) =>
        double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of 0 or more.");
}
