using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>How a feature column is to be read as images.</summary>
internal sealed record ImageColumnOptions
{
    /// <summary>
    /// The shape of an image. Needed for vectors of one dimension and for encoded files (which are resized to it); null: read from the column's dimensions.
    /// </summary>
    public ImageShape? Shape { get; init; }

    /// <summary>The order of the values where the column's dimensions and <see cref="Shape"/> leave it open.</summary>
    public PixelLayout Layout { get; init; } = PixelLayout.Inferred;

    /// <summary>How the pictures of encoded files are brought to the size of <see cref="Shape"/>; the default is that of <c>ResizeImages</c>.</summary>
    public ImageResizingEstimator.ResizingKind Resizing { get; init; } = ImageResizingEstimator.ResizingKind.IsoCrop;
}
