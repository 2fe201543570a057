namespace Microsoft.ML.ConvNet;

/// <summary>A point in a network under construction (the image, or the output of a layer) that later layers can start from.</summary>
public sealed class NodeHandle
{
    internal NodeHandle(NetworkBuilder builder, string name, ImageShape shape, ReceptiveField receptiveField)
    {
        Builder = builder;
        Name = name;
        Shape = shape;
        ReceptiveField = receptiveField;
    }

    /// <summary>Name of the node; <c>input</c> for the image.</summary>
    public string Name { get; }

    /// <summary>Shape of what comes out of it, for one image.</summary>
    public ImageShape Shape { get; }

    internal NetworkBuilder Builder { get; }

    internal ReceptiveField ReceptiveField { get; }

    /// <summary>Name and shape.</summary>
    public override string ToString() => $"{Name} ({Shape})";
}
