using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>How parameters are updated from their gradients; a value that can be compared and printed.</summary>
/// <seealso cref="Sgd"/>
/// <seealso cref="Adam"/>
public abstract record Optimizer
{
    // Only the optimizers of this assembly know the memory layout of a run.
    private protected Optimizer()
    {
    }

    /// <summary>
    /// L2 penalty on the parameters: this much of each parameter is added to its gradient. 0 or more; the default is 0. Biases and the parameters of
    /// normalisation layers are spared where the trainer says so.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double WeightDecay
    {
        get;
        init => field = double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(WeightDecay), value, $"{nameof(WeightDecay)} must be a finite number of 0 or more.");
    }

    /// <summary>Makes the slots (momentum and the like) of one run, all zero.</summary>
    /// <param name="length">Values of the trainable block.</param>
    /// <param name="ranges">Where each parameter lies in it.</param>
    internal abstract OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges);

    private protected static double CheckFraction(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and less than 1.");
}
