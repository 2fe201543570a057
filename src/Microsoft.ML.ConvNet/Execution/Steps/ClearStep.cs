namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Zeros to a buffer.</summary>
/// <param name="rowFloats">Floats of an image.</param>
internal sealed unsafe class ClearStep(RunState run, PlanBuffer buffer, long rowFloats) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker) => new Span<float>(buffer.Pointer + task * rowFloats, checked((int)rowFloats)).Clear();
}
