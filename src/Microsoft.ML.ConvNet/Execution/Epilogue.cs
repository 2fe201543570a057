using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What is applied to an operation's output while it is in cache: y = f(x * scale + shift + addend), and sums over y.</summary>
/// <param name="scale">Per-channel factors, or null for 1.</param>
/// <param name="shift">Per-channel terms that an earlier step computes, or null.</param>
/// <param name="bias">Per-channel terms that are parameters, or null.</param>
/// <param name="sums">Sums that are taken of each block, or null.</param>
/// <param name="addend">Another value of the same shape, or null for 0; with it, the function must be a rectifier.</param>
internal sealed unsafe class Epilogue(PlanBuffer? scale, PlanBuffer? shift, float* bias, ActivationFunction function, IRowSums? sums = null, PlanBuffer? addend = null)
{
    public static Epilogue None { get; } = new(null, null, null, ActivationFunction.Identity);

    /// <summary>The buffers that it touches.</summary>
    public IEnumerable<PlanBuffer> Buffers => new[] { scale, shift, addend }.OfType<PlanBuffer>().Concat(sums?.Buffers ?? []);

    public bool IsEmpty => IsIdentity && sums is null;

    /// <summary>Whether it takes sums, which it does of a block's rows at once.</summary>
    public bool HasSums => sums is not null;

    private bool IsIdentity => scale is null && shift is null && bias == null && addend is null && function.IsIdentity;

    /// <summary>Sums alone.</summary>
    public static Epilogue For(IRowSums? sums) => sums is null ? None : new Epilogue(null, null, null, ActivationFunction.Identity, sums);

    /// <summary>Applies it to the output pixels of tile rows [firstRow, firstRow + rowCount).</summary>
    public void Apply(KernelSet set, TiledCorrelation tiled, PlanBuffer x, PlanBuffer y, int block, int firstRow, int rowCount) =>
        Apply(set, tiled, x, y, block, firstRow, rowCount, 0, tiled.Geometry.OutputChannels);

    /// <summary>The same for channels [firstChannel, endChannel) alone.</summary>
    public void Apply(KernelSet set, TiledCorrelation tiled, PlanBuffer x, PlanBuffer y, int block, int firstRow, int rowCount, int firstChannel, int endChannel)
    {
        if (IsEmpty) return;
        int width = tiled.Geometry.OutputWidth;
        var (line, lines) = tiled.OutputLines(firstRow, rowCount);
        Apply(set, x, y, block, line * width, lines * width, tiled.Geometry.OutputChannels, firstChannel, endChannel - firstChannel);
    }

    /// <summary>Applies it to columns [firstColumn, firstColumn + columns) of rows of channels; in place when <paramref name="y"/> is <paramref name="x"/>.</summary>
    /// <param name="block">The place of the rows' sums.</param>
    /// <param name="firstRow">The first row, counted over the batch.</param>
    public void Apply(KernelSet set, PlanBuffer x, PlanBuffer y, int block, long firstRow, long count, int channels, int firstColumn, int columns)
    {
        long start = firstRow * channels + firstColumn;
        if (addend is not null)
        {
            var rows = new ScaledRows { Values = x.Pointer + start, Scale = At(scale, firstColumn), Shift = Shift(firstColumn) };
            ScaledSum.Forward(set, rows, new ScaledRows { Values = addend.Pointer + start }, y.Pointer + start, count, columns, channels, function);
        }
        else if (!IsIdentity || x != y)
            Activation.Forward(set, x.Pointer + start, y.Pointer + start, count, columns, channels, At(scale, firstColumn), Shift(firstColumn), function);
        sums?.Take(set, y, block, firstRow, count, channels, firstColumn, columns);
    }

    /// <summary>Applies it to rows of all channels from one place to another; without sums and addend.</summary>
    public void Apply(KernelSet set, float* x, float* y, long count, int channels) =>
        Activation.Forward(set, x, y, count, channels, channels, At(scale, 0), Shift(0), function);

    /// <summary>gradient *= f', in place.</summary>
    /// <param name="source">y; x if the function needs its input for the derivative.</param>
    public void ApplyGradient(KernelSet set, float* source, float* gradient, long count, int channels) =>
        Activation.Backward(set, source, gradient, count, channels, At(scale, 0), Shift(0), function);

    private float* Shift(int column) => shift is not null ? shift.Pointer + column : bias == null ? null : bias + column;

    private static float* At(PlanBuffer? buffer, int column) => buffer is null ? null : buffer.Pointer + column;
}
