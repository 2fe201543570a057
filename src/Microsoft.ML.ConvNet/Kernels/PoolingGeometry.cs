namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>A pooling's windows over an image of one size, computed once a layer. All border handling of pooling is here.</summary>
internal sealed class PoolingGeometry(ImageShape input, PoolingWindows windows)
{
    public WindowAxis Rows { get; } = windows.Rows(input.Height);

    public WindowAxis Columns { get; } = windows.Columns(input.Width);

    /// <summary>Pixels of the image.</summary>
    public int InputPixels => Rows.Size * Columns.Size;

    /// <summary>Pixels of the output.</summary>
    public int OutputPixels => Rows.Outputs * Columns.Outputs;
}
