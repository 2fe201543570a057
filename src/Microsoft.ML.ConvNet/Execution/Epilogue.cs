using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What is applied to an operation's output while it is in cache: y = f(x * scale + shift).</summary>
/// <param name="scale">Per-channel factors, or null for 1.</param>
/// <param name="shift">Per-channel terms that an earlier step computes, or null.</param>
/// <param name="bias">Per-channel terms that are parameters, or null.</param>
internal sealed unsafe class Epilogue(PlanBuffer? scale, PlanBuffer? shift, float* bias, ActivationFunction function)
{
    public static Epilogue None { get; } = new(null, null, null, ActivationFunction.Identity);

    /// <summary>The buffers that it reads.</summary>
    public IEnumerable<PlanBuffer> Buffers => new[] { scale, shift }.OfType<PlanBuffer>();

    public bool IsEmpty => scale is null && shift is null && bias == null && function.IsIdentity;

    /// <summary>Applies it to the output pixels of tile rows [firstRow, firstRow + rowCount).</summary>
    public void Apply(KernelSet set, TiledCorrelation tiled, float* x, float* y, int firstRow, int rowCount)
    {
        if (IsEmpty) return;
        int channels = tiled.Geometry.OutputChannels, width = tiled.Geometry.OutputWidth;
        var (line, lines) = tiled.OutputLines(firstRow, rowCount);
        Apply(set, x + line * width * channels, y + line * width * channels, lines * width, channels, 0, channels);
    }

    /// <summary>Applies it to columns [firstColumn, firstColumn + columns) of rows of channels; in place when <paramref name="y"/> is <paramref name="x"/>.</summary>
    public void Apply(KernelSet set, float* x, float* y, long count, int channels, int firstColumn, int columns) =>
        Activation.Forward(set, x + firstColumn, y + firstColumn, count, columns, channels, At(scale, firstColumn), Shift(firstColumn), function);

    /// <summary>gradient *= f', in place.</summary>
    /// <param name="source">y; x if the function needs its input for the derivative.</param>
    public void ApplyGradient(KernelSet set, float* source, float* gradient, long count, int channels) =>
        Activation.Backward(set, source, gradient, count, channels, At(scale, 0), Shift(0), function);

    private float* Shift(int column) => shift is not null ? shift.Pointer + column : bias == null ? null : bias + column;

    private static float* At(PlanBuffer? buffer, int column) => buffer is null ? null : buffer.Pointer + column;
}
