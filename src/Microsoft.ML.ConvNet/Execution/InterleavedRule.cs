using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Which networks train on batch-interleaved activations; the figures behind the rule are in docs/design-execution.md.</summary>
internal static class InterleavedRule
{
    /// <summary>Up to here most lanes of a vector of channels would be empty.</summary>
    private const int MostChannels = 16;

    /// <summary>
    /// Networks whose convolutions all have few channels, made of operations that the layout knows, with a dense layer behind them. Batch norm is not
    /// among them: its statistics would have to leave out the lanes of a partial block.
    /// </summary>
    public static bool Prefers(LoweredGraph graph, KernelSet set)
    {
        if (set.InterleavedChannels.Length == 0 || !graph.AuxiliaryOutputs.IsEmpty) return false;
        bool any = false;
        foreach (var operation in graph.Operations)
        {
            if (operation is ConvolutionOperation { IsDense: true }) break;
            switch (operation)
            {
                case ConvolutionOperation convolution:
                    if (convolution.Inputs[0].Shape.Channels > MostChannels || convolution.Output.Shape.Channels > MostChannels || !convolution.IsPlain) return false;
                    any = true;
                    break;
                case PoolingOperation or ActivationOperation or DropoutOperation or FlattenOperation or AddOperation:
                    break;
                default:
                    return false;
            }
        }

        // Behind the first dense layer everything must be rows: no convolution, no way around it.
        return any && graph.Operations.SkipWhile(operation => operation is not ConvolutionOperation { IsDense: true }).ToList() is [_, ..] tail
            && tail.All(operation => operation is ConvolutionOperation { IsDense: true } or ActivationOperation or DropoutOperation or FlattenOperation);
    }
}
