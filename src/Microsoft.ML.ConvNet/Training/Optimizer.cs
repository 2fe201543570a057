using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet;

/// <summary>How parameters are updated from their gradients; a value that can be compared and printed.</summary>
public abstract record Optimizer
{
    /// <summary>Makes the slots (momentum and the like) for one run over these parameters.</summary>
    internal abstract OptimizerState CreateState(ParameterStore parameters);
}

/// <summary>An optimizer bound to the parameters of one run.</summary>
internal abstract class OptimizerState
{
    /// <summary>One update with this learning rate. Allocates nothing.</summary>
    public abstract void Step(float learningRate);
}
