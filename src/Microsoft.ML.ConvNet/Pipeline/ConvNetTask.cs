namespace Microsoft.ML.ConvNet;

/// <summary>What a network was trained to tell of an image.</summary>
public enum ConvNetTask
{
    /// <summary>Which of several classes it is: <see cref="ConvNetTrainer"/>.</summary>
    MulticlassClassification,

    /// <summary>Yes or no: <see cref="ConvNetBinaryTrainer"/>.</summary>
    BinaryClassification,

    /// <summary>One number, or several: <see cref="ConvNetRegressionTrainer"/>.</summary>
    Regression,
}
