namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>The forms of GoogLeNet.</summary>
internal enum GoogLeNetForm
{
    /// <summary>Batch normalisation, 3x3 for 5x5.</summary>
    Torchvision,

    /// <summary>As published: 6,998,552 parameters with 1000 classes, 13,378,280 with auxiliary heads.</summary>
    Paper,

    /// <summary>The paper's figure 2(a): without the 1x1 reductions.</summary>
    Naive,
}
