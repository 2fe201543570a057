using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>All taps of a kernel, turned by 180 degrees.</summary>
    public static int[] Turned(int kernelArea) => [.. Enumerable.Range(0, kernelArea).Reverse()];

    /// <summary>
    /// Panels of the data gradient: output channels take the place of input channels and the kernel is turned by 180 degrees. One panel of the result.
    /// </summary>
    /// <param name="taps">Taps of the kernel in the order of the result's depth: <see cref="Turned"/>, or some of them.</param>
    /// <param name="forward">Layout of the filters, not in quads: depth kernelArea * channels, columns output channels.</param>
    /// <param name="transposed">Layout of the result: depth taps * output channels, columns channels.</param>
    public static void Transpose(
        in PanelLayout forward, float* filters, int channels, ReadOnlySpan<int> taps, in PanelLayout transposed, float* result, int panel)
    {
        int firstChannel = panel * transposed.PanelWidth;
        int count = transposed.ValidColumns(panel);
        int width = transposed.Width(panel);
        int outputs = forward.Columns;
        for (int i = 0; i < taps.Length; i++)
        {
            float* destination = result + transposed.Start(panel) + (long)i * outputs * width;
            for (int sourcePanel = 0; sourcePanel < forward.PanelCount; sourcePanel++)
            {
                int sourceWidth = forward.Width(sourcePanel);
                float* source = filters + forward.Start(sourcePanel) + ((long)taps[i] * channels + firstChannel) * sourceWidth;
                int columns = forward.ValidColumns(sourcePanel);
                TransposeBlock(source, sourceWidth, count, columns, destination, width);
                destination += (long)columns * width;
            }
        }
    }

    /// <summary>
    /// destination[column][row] = source[row][column], four rows at a time. Of each source row whole groups of four columns are read (a panel's rows are padded to whole vectors); what is behind
    /// <paramref name="columns"/> is stored nowhere.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposeBlock(float* source, int sourceStride, int rows, int columns, float* destination, int destinationStride)
    {
        int blockRows = rows & ~3;
        for (int row = 0; row < blockRows; row += 4)
        {
            float* from = source + (nint)row * sourceStride;
            float* to = destination + row;
            for (int left = columns; left > 0; left -= 4, from += 4, to += 4 * (nint)destinationStride)
            {
                var row0 = Vector128.Load(from);
                var row1 = Vector128.Load(from + sourceStride);
                var row2 = Vector128.Load(from + 2 * (nint)sourceStride);
                var row3 = Vector128.Load(from + 3 * (nint)sourceStride);
                Vector128<float> low02 = ZipLow(row0, row2), low13 = ZipLow(row1, row3), high02 = ZipHigh(row0, row2), high13 = ZipHigh(row1, row3);
                ZipLow(low02, low13).Store(to);
                if (left > 1) ZipHigh(low02, low13).Store(to + destinationStride);
                if (left > 2) ZipLow(high02, high13).Store(to + 2 * (nint)destinationStride);
                if (left > 3) ZipHigh(high02, high13).Store(to + 3 * (nint)destinationStride);
            }
        }

        for (int row = blockRows; row < rows; row++)
            for (int column = 0; column < columns; column++) destination[(nint)column * destinationStride + row] = source[(nint)row * sourceStride + column];
    }

    // One instruction each on x86 and ARM64, for which the portable vectors have no name.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);
}
