using System.Globalization;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// A random change of training images that makes few images go further: a value that describes the change. Scoring and validation never see one. Chains of them
/// start at <see cref="Augmentations"/>.
/// </summary>
public abstract record Augmentation
{
    private protected Augmentation()
    {
    }

    /// <summary>Whether an image's label stays right.</summary>
    public abstract LabelMeaning LabelMeaning { get; }

    /// <summary>Checks that images of this shape can be changed so.</summary>
    /// <exception cref="ArgumentException">They cannot; the message says why.</exception>
    internal virtual void Check(ImageShape shape)
    {
    }

    /// <summary>Draws a change and makes it to the image in work.</summary>
    internal abstract void Apply(ImageAugmenter image);

    private protected static float Within(float value, float least, float most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} to {most}."));

    private protected static float AboveZero(float value, float most, string name) => value > 0 && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} must be above 0 and at most {most}."));

    /// <summary>Name and numbers, as messages show them.</summary>
    private protected static string Text(FormattableString text) => FormattableString.Invariant(text);
}
