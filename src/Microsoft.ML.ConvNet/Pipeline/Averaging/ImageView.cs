namespace Microsoft.ML.ConvNet.Pipeline.Averaging;

/// <summary>A part of an image that is as large as the network's input.</summary>
/// <param name="Top">Its first row in the image.</param>
/// <param name="Left">Its first column in the image.</param>
/// <param name="IsMirrored">Whether left and right are exchanged.</param>
internal readonly record struct ImageView(int Top, int Left, bool IsMirrored = false)
{
    /// <summary>Copies the part.</summary>
    /// <param name="image">All values of the image, H, W, C.</param>
    /// <param name="imageShape">Shape of the image.</param>
    /// <param name="view">Room for the values of the part, H, W, C.</param>
    /// <param name="viewShape">Shape of the part.</param>
    public void Copy(ReadOnlySpan<float> image, ImageShape imageShape, Span<float> view, ImageShape viewShape)
    {
        int channels = viewShape.Channels, length = viewShape.Width * channels;
        for (int y = 0; y < viewShape.Height; y++)
        {
            var source = image.Slice(((Top + y) * imageShape.Width + Left) * channels, length);
            var target = view.Slice(y * length, length);
            if (!IsMirrored)
            {
                source.CopyTo(target);
                continue;
            }

            for (int from = 0, to = length - channels; from < length; from += channels, to -= channels) source.Slice(from, channels).CopyTo(target[to..]);
        }
    }
}
