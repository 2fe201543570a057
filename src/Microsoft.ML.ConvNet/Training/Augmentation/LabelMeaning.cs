namespace Microsoft.ML.ConvNet;

/// <summary>What an augmentation does to the meaning of an image's label.</summary>
public enum LabelMeaning
{
    /// <summary>The label stays right for usual images: a small shift, another brightness.</summary>
    Kept,

    /// <summary>Whether the label stays right depends on what the classes are: a mirrored cat is a cat, a mirrored b is a d.</summary>
    Uncertain,

    /// <summary>Images are mixed, and their labels with them: a row has two labels with a share each.</summary>
    Mixed,
}
