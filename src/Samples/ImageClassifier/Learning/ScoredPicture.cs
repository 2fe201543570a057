namespace ImageClassifier.Learning;

/// <summary>A picture with what the model says about it: a row of a transformed data view.</summary>
internal sealed class ScoredPicture
{
    /// <summary>The file.</summary>
    public string ImagePath { get; set; } = "";

    /// <summary>Number of the true class, from 1; 0 where the model does not know the class.</summary>
    public uint Label { get; set; }

    /// <summary>Number of the most probable class, from 1.</summary>
    public uint PredictedLabel { get; set; }

    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
