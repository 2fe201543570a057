namespace Microsoft.ML.ConvNet.Data;

/// <summary>What labels are.</summary>
internal enum LabelKind
{
    /// <summary>One of K classes: a key.</summary>
    Class,

    /// <summary>Yes or no: Boolean.</summary>
    YesOrNo,

    /// <summary>A number, or a vector of numbers: Single.</summary>
    Number,
}
