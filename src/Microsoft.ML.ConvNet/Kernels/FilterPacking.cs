using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Filters between PyTorch's order (O, I, H, W) and panels. A panel's row is (kernel row, kernel column, input channel), the order in which a pixel's
/// neighbourhood lies in H, W, C memory; its columns are output channels. A dense layer over a C x H x W input is a filter of that size.
/// </summary>
internal static unsafe class FilterPacking
{
    /// <summary>(O, I, H, W) to panels. Padding columns must already be zero.</summary>
    public static void Pack(in PanelLayout layout, ReadOnlySpan<float> filters, int channels, int kernelArea, Span<float> panels)
    {
        for (int column = 0; column < layout.Columns; column++)
            for (int tap = 0; tap < kernelArea; tap++)
                for (int channel = 0; channel < channels; channel++)
                    panels[(int)layout.IndexOf(tap * channels + channel, column)] = filters[(column * channels + channel) * kernelArea + tap];
    }

    /// <summary>Panels to (O, I, H, W).</summary>
    public static void Unpack(in PanelLayout layout, ReadOnlySpan<float> panels, int channels, int kernelArea, Span<float> filters)
    {
        for (int column = 0; column < layout.Columns; column++)
            for (int tap = 0; tap < kernelArea; tap++)
                for (int channel = 0; channel < channels; channel++)
                    filters[(column * channels + channel) * kernelArea + tap] = panels[(int)layout.IndexOf(tap * channels + channel, column)];
    }

    /// <summary>
    /// Panels of the data gradient: output channels take the place of input channels and the kernel is turned by 180 degrees. One panel of the result.
    /// </summary>
    /// <param name="forward">Layout of the filters: depth kernelArea * channels, columns output channels.</param>
    /// <param name="transposed">Layout of the result: depth kernelArea * output channels, columns channels.</param>
    public static void Transpose(in PanelLayout forward, float* filters, int channels, int kernelArea, in PanelLayout transposed, float* result, int panel)
    {
        int firstChannel = panel * transposed.PanelWidth;
        int count = transposed.ValidColumns(panel);
        int width = transposed.Width(panel);
        int outputs = forward.Columns;
        for (int tap = 0; tap < kernelArea; tap++)
        {
            float* destination = result + transposed.Start(panel) + (long)(kernelArea - 1 - tap) * outputs * width;
            for (int sourcePanel = 0; sourcePanel < forward.PanelCount; sourcePanel++)
            {
                int sourceWidth = forward.Width(sourcePanel);
                float* source = filters + forward.Start(sourcePanel) + ((long)tap * channels + firstChannel) * sourceWidth;
                int columns = forward.ValidColumns(sourcePanel);
                TransposeBlock(source, sourceWidth, count, columns, destination, width);
                destination += (long)columns * width;
            }
        }
    }

    // destination[column][row] = source[row][column], four by four where both have that many left.
    private static void TransposeBlock(float* source, int sourceStride, int rows, int columns, float* destination, int destinationStride)
    {
        int blockRows = Vector128.IsHardwareAccelerated ? rows & ~3 : 0, blockColumns = columns & ~3;
        for (int row = 0; row < blockRows; row += 4)
        {
            float* from = source + (nint)row * sourceStride;
            float* to = destination + row;
            for (int column = 0; column < blockColumns; column += 4, from += 4, to += 4 * (nint)destinationStride)
            {
                var row0 = Vector128.Load(from);
                var row1 = Vector128.Load(from + sourceStride);
                var row2 = Vector128.Load(from + 2 * (nint)sourceStride);
                var row3 = Vector128.Load(from + 3 * (nint)sourceStride);
                TransposePairs(ref row0, ref row1);
                TransposePairs(ref row2, ref row3);
                Lower(row0, row2).Store(to);
                Lower(row1, row3).Store(to + destinationStride);
                Upper(row0, row2).Store(to + 2 * (nint)destinationStride);
                Upper(row1, row3).Store(to + 3 * (nint)destinationStride);
            }
        }

        for (int row = 0; row < rows; row++)
            for (int column = row < blockRows ? blockColumns : 0; column < columns; column++) destination[(nint)column * destinationStride + row] = source[(nint)row * sourceStride + column];
    }

    // (a0 a1 a2 a3), (b0 b1 b2 b3) become (a0 b0 a2 b2), (a1 b1 a3 b3).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposePairs(ref Vector128<float> a, ref Vector128<float> b)
    {
        var isEven = Vector128.Create(-1, 0, -1, 0).AsSingle();
        var even = Vector128.ConditionalSelect(isEven, a, Vector128.Shuffle(b, Vector128.Create(0, 0, 2, 2)));
        b = Vector128.ConditionalSelect(isEven, Vector128.Shuffle(a, Vector128.Create(1, 1, 3, 3)), b);
        a = even;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Lower(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.AsDouble().GetElement(0), b.AsDouble().GetElement(0)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Upper(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.AsDouble().GetElement(1), b.AsDouble().GetElement(1)).AsSingle();
}
