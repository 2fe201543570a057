namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>A drawn geometry of pooling.</summary>
internal sealed record PoolingCase(WindowCase Window, bool CeilMode, bool CountIncludePad)
{
    public AveragePoolLayer Average => new(Window.Kernel)
    {
        Stride = Window.Stride,
        Dilation = Window.Dilation,
        Padding = Window.Padding,
        CeilMode = CeilMode,
        CountIncludePad = CountIncludePad,
    };

    public MaxPoolLayer Maximum => new(Window.Kernel) { Stride = Window.Stride, Padding = Window.Padding, Dilation = Window.Dilation, CeilMode = CeilMode };

    public static IEnumerable<PoolingCase> Smaller(PoolingCase one) => WindowCase.Smaller(one.Window).Select(window => one with { Window = window })
        .Append(one with { CeilMode = false }).Append(one with { CountIncludePad = true })
        .Where(smaller => smaller != one && smaller == smaller.WithSmallPadding());

    /// <summary>
    /// Pooling allows no padding as large as the kernel (which a dilated one's may be when it follows from the input), so the image is made large enough; and it has
    /// only one kind of border.
    /// </summary>
    public PoolingCase WithSmallPadding()
    {
        var kernel = Window.Kernel;
        return this with
        {
            Window = Window with
            {
                Outputs = Window.Channels,
                Groups = 1,
                HasBias = false,
                Mode = PaddingMode.Zeros,
                Height = Math.Max(Window.Height, (kernel.Height - 1) * Window.Dilation.Height + 1),
                Width = Math.Max(Window.Width, (kernel.Width - 1) * Window.Dilation.Width + 1),
                Padding = Window.Padding.IsSame ? Window.Dilation == 1 ? Padding.Same : 0 : new Padding(
                    Math.Min(Window.Padding.Top, kernel.Height - 1), Math.Min(Window.Padding.Left, kernel.Width - 1),
                    Math.Min(Window.Padding.Bottom, kernel.Height - 1), Math.Min(Window.Padding.Right, kernel.Width - 1)),
            },
        };
    }
}
