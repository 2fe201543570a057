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

    /// <summary>Returns a count that must be at least 0.</summary>
    public static int Count(int value, [CallerMemberName] string property = "") =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(property, value, $"{property} must be at least 0, but is {value}.");

    /// <summary>Returns a count that must be at least 1.</summary>
    public static int Positive(int value, [CallerMemberName] string property = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(property, value, $"{property} must be at least 1, but is {value}.");

    /// <summary>Returns a number that must be finite.</summary>
    public static float Finite(float value, [CallerMemberName] string property = "") => float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(property, value, string.Create(CultureInfo.InvariantCulture, $"{property} must be a finite number, but is {value}."));

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

    /// <summary>Returns a padding mode that must be one of the named.</summary>
    public static PaddingMode Defined(PaddingMode value, [CallerMemberName] string property = "") => Enum.IsDefined(value)
        ? value
        : throw new ArgumentOutOfRangeException(property, value, $"{property} must be one of {string.Join(", ", Enum.GetNames<PaddingMode>())}, but is {value}.");

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

    /// <summary>A window whose padding has been resolved for an input.</summary>
    public static SlidingWindow Window(ImageShape input, Extent kernel, Extent stride, Padding padding, Extent dilation)
    {
        if (padding.IsSame)
        {
            var (top, bottom) = SameSides(input.Height, kernel.Height, stride.Height, dilation.Height);
            var (left, right) = SameSides(input.Width, kernel.Width, stride.Width, dilation.Width);
            padding = new Padding(top, left, bottom, right);
        }

        return new SlidingWindow(
            kernel.Height, kernel.Width, stride.Height, stride.Width, padding.Top, padding.Left, padding.Bottom, padding.Right, dilation.Height, dilation.Width);
    }

    /// <summary>Height and width after a window has slid over the input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The window does not fit.</exception>
    public static (int Height, int Width) Slide(string name, Layer layer, SlidingWindow window, ImageShape input)
    {
        long paddedHeight = (long)input.Height + window.PaddingTop + window.PaddingBottom, paddedWidth = (long)input.Width + window.PaddingLeft + window.PaddingRight;
        if (paddedHeight > int.MaxValue || paddedWidth > int.MaxValue)
            throw new ArgumentOutOfRangeException(null, $"Layer '{name}' ({layer}) does not fit its input {input}: with its padding it would be {paddedHeight}x{paddedWidth}.");
        if (window.Border == PaddingMode.Reflect
            && (Math.Max(window.PaddingTop, window.PaddingBottom) >= input.Height || Math.Max(window.PaddingLeft, window.PaddingRight) >= input.Width))
            throw new ArgumentOutOfRangeException(null,
                $"Layer '{name}' ({layer}) does not fit its input {input}: a padding that mirrors the image must be smaller than the image.");
        int height = window.OutputHeight(input.Height), width = window.OutputWidth(input.Width);
        if (height >= 1 && width >= 1) return (height, width);
        long spanHeight = (window.KernelHeight - 1L) * window.DilationHeight + 1, spanWidth = (window.KernelWidth - 1L) * window.DilationWidth + 1;
        throw new ArgumentOutOfRangeException(null,
            $"Layer '{name}' ({layer}) does not fit its input {input}: its window of {spanHeight}x{spanWidth} pixels is larger than the {paddedHeight}x{paddedWidth} "
            + (paddedHeight == input.Height && paddedWidth == input.Width ? "of the input." : "of the input with its padding."));
    }

    /// <summary>As <see cref="Slide"/> for pooling, where no window may lie in the padding alone.</summary>
    public static (int Height, int Width) SlidePool(string name, Layer layer, SlidingWindow window, ImageShape input)
    {
        if (Math.Max(window.PaddingTop, window.PaddingBottom) >= window.KernelHeight || Math.Max(window.PaddingLeft, window.PaddingRight) >= window.KernelWidth)
            throw new ArgumentException(
                $"Layer '{name}' ({layer}) does not fit its input {input}: its padding is not smaller than its kernel, so that some of its windows would hold no input.");
        var size = Slide(name, layer, window, input);
        if (IsFirstEmpty(input.Height, window.PaddingTop, window.KernelHeight, window.DilationHeight)
            || IsFirstEmpty(input.Width, window.PaddingLeft, window.KernelWidth, window.DilationWidth))
            throw new ArgumentException($"Layer '{name}' ({layer}) does not fit its input {input}: some of its windows would hold no input.");
        return size;
    }

    // Only a dilated window can step over the whole image; if any does, then one that starts in the padding before it, within its first steps.
    private static bool IsFirstEmpty(int size, int before, int kernel, int dilation)
    {
        for (int start = -before; start < 0; start++)
        {
            int first = start + (-start + dilation - 1) / dilation * dilation;
            if (first >= size || first > start + (kernel - 1) * dilation) return true;
        }

        return false;
    }

    // SAME_UPPER: the padding that makes ceil(size / stride) windows fit, half before the image and the larger half behind it.
    private static (int Before, int After) SameSides(int size, int kernel, int stride, int dilation)
    {
        int outputs = (size - 1) / stride + 1;
        int total = (int)Math.Clamp((outputs - 1L) * stride + (kernel - 1L) * dilation + 1 - size, 0, int.MaxValue);
        return (total / 2, total - total / 2);
    }
}
