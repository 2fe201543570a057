namespace Microsoft.ML.ConvNet.Benchmarks.Contestants;

/// <summary>What a contestant does over and over.</summary>
internal enum Duty
{
    /// <summary>Training steps: forward, loss, backward, update.</summary>
    Train,

    /// <summary>Forward, loss and backward, with the input's gradient where the workload wants it.</summary>
    Differentiate,

    /// <summary>Class scores, batch after batch.</summary>
    Score,
}
