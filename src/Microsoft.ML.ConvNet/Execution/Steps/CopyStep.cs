namespace Microsoft.ML.ConvNet.Execution;

/// <summary>result = source.</summary>
internal sealed unsafe class CopyStep(RunState run, PlanBuffer source, PlanBuffer result, int rowFloats, Interleaving lanes) : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) =>
        new ReadOnlySpan<float>(source.Pointer + start, (int)(end - start)).CopyTo(new Span<float>(result.Pointer + start, (int)(end - start)));
}
