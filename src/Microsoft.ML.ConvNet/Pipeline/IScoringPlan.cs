namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Computes class probabilities for up to a fixed number of images at a time. Serves one thread.</summary>
internal interface IScoringPlan : IDisposable
{
    /// <summary>Most images of one call.</summary>
    int BatchSize { get; }

    /// <summary>Where the caller writes one image: standardised, H, W, C order.</summary>
    /// <param name="row">Zero-based, less than <see cref="BatchSize"/>.</param>
    Span<float> Image(int row);

    /// <summary>Computes the probabilities of the first images.</summary>
    /// <param name="rows">1 to <see cref="BatchSize"/>.</param>
    /// <param name="probabilities">Room for one value a class and image, image after image.</param>
    void Score(int rows, Span<float> probabilities);
}
