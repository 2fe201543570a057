using System.Globalization;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Layers;

/// <summary>Checks that several layers share.</summary>
internal static class LayerRules
{
    /// <summary>Largest kernel, stride, dilation and padding: with it, window arithmetic stays within Int32.</summary>
    public const int MaximumWindowExtent = short.MaxValue;

    /// <summary>The product of non-negative extents; <see cref="long.MaxValue"/> when it exceeds that.</summary>
    public static long Product(params ReadOnlySpan<int> extents)
    {
        Int128 product = 1;
        foreach (int extent in extents) product = Int128.Min(product * extent, long.MaxValue);
        return (long)product;
    }

    /// <summary>Whether the shape has extents of at least 1 and no more values than an array can hold.</summary>
    public static bool IsCountable(ImageShape shape) => shape.IsValid && Product(shape.Channels, shape.Height, shape.Width) <= Array.MaxLength;

    /// <summary>Returns a count that must be at least 1.</summary>
    public static int Positive(int value, [CallerMemberName] string property = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(property, value, $"{property} must be at least 1, but is {value}.");

    /// <summary>Returns a finite number that must be at least 0.</summary>
    public static float AtLeastZero(float value, [CallerMemberName] string property = "") => float.IsFinite(value) && value >= 0
        ? value
        : throw new ArgumentOutOfRangeException(
            property, value, string.Create(CultureInfo.InvariantCulture, $"{property} must be a finite number of at least 0, but is {value}."));

    /// <summary>Returns a finite number that must be more than 0.</summary>
    public static float MoreThanZero(float value, [CallerMemberName] string property = "") => float.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(
            property, value, string.Create(CultureInfo.InvariantCulture, $"{property} must be a finite number more than 0, but is {value}."));

    /// <summary>Returns the probability that something is dropped, which must leave some.</summary>
    public static float DropProbability(float value, [CallerMemberName] string property = "") => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(
            property, value, string.Create(CultureInfo.InvariantCulture, $"{property} must be at least 0 and less than 1, but is {value}."));

    /// <summary>Returns a kernel, stride or dilation whose extents must be at least 1.</summary>
    public static Extent WindowExtent(Extent value, [CallerMemberName] string property = "") =>
        value is { Height: >= 1 and <= MaximumWindowExtent, Width: >= 1 and <= MaximumWindowExtent }
            ? value
            : throw new ArgumentOutOfRangeException(property, value, $"{property} must be 1 to {MaximumWindowExtent} along both axes, but is {value}.");

    /// <summary>Returns a padding whose amounts must not be negative.</summary>
    public static Padding WindowPadding(Padding value, [CallerMemberName] string property = "") =>
        value is { Top: >= 0 and <= MaximumWindowExtent, Left: >= 0 and <= MaximumWindowExtent }
            and { Bottom: >= 0 and <= MaximumWindowExtent, Right: >= 0 and <= MaximumWindowExtent }
            ? value
            : throw new ArgumentOutOfRangeException(property, value, $"{property} must be 0 to {MaximumWindowExtent} on every side, but is {value}.");

    /// <summary>Height and width after a window has slid over the input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The window does not fit.</exception>
    public static (int Height, int Width) Slide(string name, Layer layer, SlidingWindow window, ImageShape input)
    {
        long paddedHeight = (long)input.Height + window.PaddingTop + window.PaddingBottom, paddedWidth = (long)input.Width + window.PaddingLeft + window.PaddingRight;
        if (paddedHeight > int.MaxValue || paddedWidth > int.MaxValue) throw DoesNotFit(name, layer, input);
        int height = window.OutputHeight(input.Height), width = window.OutputWidth(input.Width);
        return height >= 1 && width >= 1 ? (height, width) : throw DoesNotFit(name, layer, input);
    }

    /// <summary>As <see cref="Slide"/> for pooling, where no window may lie in the padding alone.</summary>
    public static (int Height, int Width) SlidePool(string name, Layer layer, SlidingWindow window, ImageShape input)
    {
        if (Math.Max(window.PaddingTop, window.PaddingBottom) >= window.KernelHeight || Math.Max(window.PaddingLeft, window.PaddingRight) >= window.KernelWidth)
            throw new ArgumentException(
                $"Layer '{name}' ({layer}) has a padding that is not smaller than its kernel: some of its windows would hold no input.");
        return Slide(name, layer, window, input);
    }

    private static ArgumentOutOfRangeException DoesNotFit(string name, Layer layer, ImageShape input) =>
        new(null, $"Layer '{name}' ({layer}) does not fit its input {input}.");
}
