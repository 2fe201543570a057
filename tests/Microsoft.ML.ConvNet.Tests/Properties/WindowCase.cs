using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>A drawn geometry of a sliding window over a batch; as it prints is what a failure shows.</summary>
internal sealed record WindowCase(
    string Set, int Rows, int Channels, int Outputs, int Groups, int Height, int Width, Extent Kernel, Extent Stride, Extent Dilation, Padding Padding, PaddingMode Mode,
    bool HasBias)
{
    public ImageShape Input => new(Channels, Height, Width);

    /// <summary>Whether the kernel fits and the channels go into the groups.</summary>
    public bool IsValid =>
        this is { Rows: > 0, Channels: > 0, Outputs: > 0, Height: > 0, Width: > 0, Kernel: { Height: > 0, Width: > 0 } }
        && Channels % Groups == 0 && Outputs % Groups == 0 && this == WithRoomForTheKernel();

    /// <summary>Geometries with images from 1xN and kernels that may be larger than the image; the padding is made large enough for the kernel to fit.</summary>
    /// <param name="channels">Input channels.</param>
    public static Gen<WindowCase> Draw(int channels = 40) =>
        from set in Gen.Elements(KernelSet.Supported.Select(set => set.Name))
        from rows in Gen.Choose(1, 5)
        from groups in Gen.Frequency((3, Gen.Constant(1)), (2, Gen.Choose(2, 4)), (2, Gen.Choose(1, channels)))
        from inputs in Gen.Choose(1, Math.Max(1, channels / groups))
        from outputs in Gen.Choose(1, Math.Max(1, 40 / groups))
        from height in Gen.Choose(1, 12)
        from width in Gen.Choose(1, 20)
        from kernel in Extents(7)
        from stride in Extents(3)
        from dilation in Gen.Frequency((3, Gen.Constant<Extent>(1)), (2, Extents(3)))
        from sides in Gen.Choose(0, 4).Four()
        from padding in Gen.Frequency((4, Gen.Constant(new Padding(sides.Item1, sides.Item2, sides.Item3, sides.Item4))), (1, Gen.Constant(Padding.Same)))
        from mode in Gen.Elements(PaddingMode.Zeros, PaddingMode.Zeros, PaddingMode.Replicate, PaddingMode.Reflect)
        from bias in Gen.Elements(true, false)
        select new WindowCase(set, rows, groups * inputs, groups * outputs, groups, height, width, kernel, stride, dilation, padding, mode, bias).WithRoomForTheKernel();

    /// <summary>Simpler geometries that are still valid.</summary>
    public static IEnumerable<WindowCase> Smaller(WindowCase one)
    {
        WindowCase[] candidates =
        [
            one with { Set = KernelSet.Supported[^1].Name }, one with { HasBias = false }, one with { Rows = 1 }, one with { Padding = 0 }, one with { Dilation = 1 }, one with { Mode = PaddingMode.Zeros },
            one with { Groups = 1 },
            one with { Stride = 1 }, one with { Kernel = 1 }, one with { Channels = 1 }, one with { Outputs = 1 }, one with { Height = 1 }, one with { Width = 1 },
            one with { Rows = one.Rows - 1 }, one with { Channels = (one.Channels + 1) / 2 }, one with { Outputs = (one.Outputs + 1) / 2 },
            one with { Channels = one.Channels - 1 }, one with { Outputs = one.Outputs - 1 }, one with { Height = one.Height - 1 }, one with { Width = one.Width - 1 },
            one with { Kernel = one.Kernel with { Height = one.Kernel.Height - 1 } }, one with { Kernel = one.Kernel with { Width = one.Kernel.Width - 1 } },
            one with { Stride = one.Stride with { Height = 1 } }, one with { Stride = one.Stride with { Width = 1 } },
            one with { Padding = one.Padding with { Top = 0 } }, one with { Padding = one.Padding with { Left = 0 } },
            one with { Padding = one.Padding with { Bottom = 0 } }, one with { Padding = one.Padding with { Right = 0 } },
        ];
        return candidates.Where(candidate => candidate != one && candidate.IsValid);
    }

    private static Gen<Extent> Extents(int largest) => Gen.Choose(1, largest).Two().Select(pair => new Extent(pair.Item1, pair.Item2));

    private static int Span(int kernel, int dilation) => (kernel - 1) * dilation + 1;

    private WindowCase WithRoomForTheKernel()
    {
        int height = Span(Kernel.Height, Dilation.Height), width = Span(Kernel.Width, Dilation.Width);
        var padding = Padding.IsSame ? Padding : Padding with
        {
            Bottom = Math.Max(Padding.Bottom, height - Height - Padding.Top),
            Right = Math.Max(Padding.Right, width - Width - Padding.Left),
        };

        // A mirror shows no more than the image has; a padding that follows from the kernel is less than it.
        bool canReflect = padding.IsSame
            ? height <= Height && width <= Width
            : Math.Max(padding.Top, padding.Bottom) < Height && Math.Max(padding.Left, padding.Right) < Width;
        return this with { Padding = padding, Mode = Mode == PaddingMode.Reflect && !canReflect ? PaddingMode.Replicate : Mode };
    }
}
