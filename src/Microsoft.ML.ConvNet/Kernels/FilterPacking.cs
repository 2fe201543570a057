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
                for (int column = 0; column < columns; column++, destination += width)
                {
                    for (int channel = 0; channel < count; channel++) destination[channel] = source[(long)channel * sourceWidth + column];
                }
            }
        }
    }
}
