using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ImageClassifier.Pictures;

/// <summary>Width and height in pixels.</summary>
internal sealed record PictureSize(int Width, int Height)
{
    /// <summary>Reads <c>32</c> as 32x32, and <c>64x48</c> as width 64, height 48.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PictureSize? size)
    {
        string[] parts = text.Split('x');
        bool isNumber = TryParseExtent(parts[0], out int width);
        int height = width;
        if (parts.Length == 2) isNumber &= TryParseExtent(parts[1], out height);
        size = isNumber && parts.Length <= 2 ? new PictureSize(width, height) : null;
        return size is not null;
    }

    /// <summary>For example <c>64x48</c>.</summary>
    public override string ToString() => $"{Width}x{Height}";

    private static bool TryParseExtent(string text, out int extent) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out extent) && extent > 0;
}
