using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Stochastic depth's forward pass, and in place its gradient's: an image a task, which is dropped or kept as a whole.</summary>
internal sealed unsafe class StochasticDepthStep(RunState run, PlanBuffer x, PlanBuffer y, int rowFloats, float probability, ulong stream) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long start = (long)task * rowFloats;
        var result = new Span<float>(y.Pointer + start, rowFloats);
        if (Dropout.IsKept((ulong)task, probability, Run.Seed, stream)) TensorPrimitives.Multiply(new ReadOnlySpan<float>(x.Pointer + start, rowFloats), 1 / (1 - probability), result);
        else result.Clear();
    }
}
