using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What is applied to a convolution's output while it is in cache: y = f(x * scale + shift).</summary>
/// <param name="scale">Per-channel factors, or null for 1.</param>
/// <param name="shift">Per-channel terms that an earlier step computes, or null.</param>
/// <param name="bias">Per-channel terms that are parameters, or null.</param>
internal sealed unsafe class Epilogue(PlanBuffer? scale, PlanBuffer? shift, float* bias, ActivationKind activation)
{
    public static Epilogue None { get; } = new(null, null, null, ActivationKind.Identity);

    /// <summary>The buffers that it reads.</summary>
    public IEnumerable<PlanBuffer> Buffers => new[] { scale, shift }.OfType<PlanBuffer>();

    public bool IsEmpty => scale is null && shift is null && bias == null && activation == ActivationKind.Identity;

    /// <summary>Applies it to the output pixels of tile rows [firstRow, firstRow + rowCount).</summary>
    public void Apply(KernelSet set, TiledCorrelation tiled, float* output, int firstRow, int rowCount)
    {
        if (IsEmpty) return;
        int channels = tiled.Geometry.OutputChannels, width = tiled.Geometry.OutputWidth;
        var (line, lines) = tiled.OutputLines(firstRow, rowCount);
        Apply(set, output + line * width * channels, lines * width, channels, 0, channels);
    }

    /// <summary>Applies it to columns [firstColumn, firstColumn + columns) of rows of channels.</summary>
    public void Apply(KernelSet set, float* rows, long count, int channels, int firstColumn, int columns)
    {
        float* scales = scale is null ? null : scale.Pointer + firstColumn;
        float* shifts = shift is not null ? shift.Pointer + firstColumn : bias == null ? null : bias + firstColumn;
        Activation.Forward(set, rows + firstColumn, rows + firstColumn, count, columns, channels, scales, shifts, activation);
    }
}
