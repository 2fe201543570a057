namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>The images and classes for which an architecture was published.</summary>
internal readonly record struct ClassicInput(ImageShape Shape, int Classes)
{
    private const int FewClasses = 10;
    private const int ManyClasses = 1000;

    private static readonly int[] EfficientNetSizes = [224, 240, 260, 300, 380, 456, 528, 600];

    public static ClassicInput Of(ConvNetArchitecture architecture)
    {
        string name = architecture.Name;
        if (name == "small" || name.StartsWith("lenet5", StringComparison.Ordinal)) return new(new ImageShape(1, 28, 28), FewClasses);
        if (name.StartsWith("alexnet_", StringComparison.Ordinal)) return Photo(227);
        if (name.StartsWith("efficientnet_b", StringComparison.Ordinal)) return Photo(EfficientNetSizes[name[^1] - '0']);
        return name.Split('_')[0] is "resnet20" or "resnet32" or "resnet44" or "resnet56" or "resnet110" ? new(new ImageShape(3, 32, 32), FewClasses) : Photo(224);
    }

    private static ClassicInput Photo(int size) => new(new ImageShape(3, size, size), ManyClasses);
}
