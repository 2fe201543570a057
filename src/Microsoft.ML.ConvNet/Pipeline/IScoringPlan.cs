namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Computes scores for up to a fixed number of images at a time. Serves one thread.</summary>
internal interface IScoringPlan : IDisposable
{
    /// <summary>Most images of one call.</summary>
    int BatchSize { get; }

    /// <summary>Where the caller writes one image: standardised by <see cref="ScoringModel.Statistics"/>, H, W, C order.</summary>
    /// <param name="row">Zero-based, less than <see cref="BatchSize"/>.</param>
    Span<float> Image(int row);

    /// <summary>Computes the scores of the first images.</summary>
    /// <param name="rows">1 to <see cref="BatchSize"/>.</param>
    /// <param name="scores">Room for one value an output of the network and image, image after image.</param>
    void Score(int rows, Span<float> scores);
}
