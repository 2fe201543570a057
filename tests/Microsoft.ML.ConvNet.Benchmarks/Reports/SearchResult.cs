namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>What one search, or one long training, came to.</summary>
/// <param name="Data">The pictures.</param>
/// <param name="Minutes">The time that it was given.</param>
/// <param name="Search">How the time was spent.</param>
/// <param name="Threads">Threads that it was given.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Trials">Trials that were begun.</param>
/// <param name="Completed">Trials that were trained to their end.</param>
/// <param name="MaximumEpochs">Epochs of a whole trial.</param>
/// <param name="Validation">Accuracy of the best on the held-out pictures, which have chosen it.</param>
/// <param name="Test">Its accuracy on the test pictures, which nothing has seen.</param>
/// <param name="Overshoot">Seconds beyond the time; negative if it ended before.</param>
/// <param name="SecondsPerEpoch">Of the first trial.</param>
/// <param name="ReadingSeconds">Before the first trial.</param>
/// <param name="Best">What the best has.</param>
internal sealed record SearchResult(
    string Data, double Minutes, string Search, int Threads, int Seed, int Trials, int Completed, int MaximumEpochs, double Validation, double Test, double Overshoot, double SecondsPerEpoch, double ReadingSeconds,
    string Best);
