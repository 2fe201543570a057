using System.Globalization;
using Microsoft.ML.ConvNet.Networks.Architectures;

namespace Microsoft.ML.ConvNet;

public sealed partial class ConvNetArchitecture
{
    /// <summary>The built-in architectures that have a name: every one of the families below in its published sizes.</summary>
    public static IReadOnlyList<ConvNetArchitecture> All => field ??=
    [
        Small, LeNet5, LeNet5ReLU, LeNet5RadialBasis,
        AlexNet, AlexNetOneTower(), AlexNetOneTower(hasLocalResponseNorm: false), AlexNetTwoGroups(), AlexNetTwoGroups(hasLocalResponseNorm: false),
        Vgg('A'), Vgg('A', hasBatchNorm: true), VggLocalResponseNorm(), VggLocalResponseNorm(hasBatchNorm: true), Vgg('B'), Vgg('B', hasBatchNorm: true), Vgg('C'), Vgg('C', hasBatchNorm: true),
        Vgg('D'), Vgg('D', hasBatchNorm: true), Vgg('E'), Vgg('E', hasBatchNorm: true),
        GoogLeNet(), GoogLeNetPaper(), GoogLeNetNaive(),
        ResNet(18), ResNet(34), ResNet(50), ResNet(101), ResNet(152),
        .. CifarDepths.Select(depth => CifarResNet(depth)), .. CifarDepths.Select(depth => CifarResNet(depth, hasProjections: true)),
        MobileNetV1(), MobileNetV2(),
        EfficientNet(0), EfficientNet(1), EfficientNet(2), EfficientNet(3), EfficientNet(4), EfficientNet(5), EfficientNet(6), EfficientNet(7),
    ];

    /// <summary>AlexNet as torchvision has it (Krizhevsky, 2014): 61,100,840 parameters for 1000 classes. Images from 63x63, classically 224x224.</summary>
    public static ConvNetArchitecture AlexNet => new("alexnet", Networks.Architectures.AlexNet.BuildTorchvision);

    /// <summary>The courses' AlexNet, in one tower: 62,378,344 parameters. Images from 67x67, classically 227x227.</summary>
    /// <param name="hasLocalResponseNorm">Whether the first two convolutions are followed by local response normalisation, as in the paper.</param>
    public static ConvNetArchitecture AlexNetOneTower(bool hasLocalResponseNorm = true) => new(
        hasLocalResponseNorm ? "alexnet_one_tower" : "alexnet_one_tower_no_lrn", (image, classes) => Networks.Architectures.AlexNet.BuildPaper(image, classes, groups: 1, hasLocalResponseNorm));

    /// <summary>AlexNet of the paper (Krizhevsky, Sutskever, Hinton, 2012), whose second, fourth and fifth convolution have two groups: 60,965,224 parameters. Images as for one tower.</summary>
    /// <param name="hasLocalResponseNorm">Whether the first two convolutions are followed by local response normalisation.</param>
    public static ConvNetArchitecture AlexNetTwoGroups(bool hasLocalResponseNorm = true) => new(
        hasLocalResponseNorm ? "alexnet_two_groups" : "alexnet_two_groups_no_lrn", (image, classes) => Networks.Architectures.AlexNet.BuildPaper(image, classes, groups: 2, hasLocalResponseNorm));

    /// <summary>VGG (Simonyan and Zisserman, 2015). Images from 32x32, classically 224x224. torchvision calls A, B, D and E vgg11, vgg13, vgg16 and vgg19.</summary>
    /// <param name="column">The column of the paper's table 1: 'A', 'B', 'C' (1x1 convolutions in the deeper stages), 'D' or 'E'.</param>
    /// <param name="hasBatchNorm">Whether batch normalisation follows each convolution.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="column"/> is none of these.</exception>
    public static ConvNetArchitecture Vgg(char column, bool hasBatchNorm = false)
    {
        string name = char.ToUpperInvariant(column) switch
        {
            'A' => "vgg11",
            'B' => "vgg13",
            'C' => "vgg16_1x1",
            'D' => "vgg16",
            'E' => "vgg19",
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, $"VGG has the columns A, B, C, D and E, but not {column}."),
        };
        return new(hasBatchNorm ? name + "_bn" : name, (image, classes) => Networks.Architectures.Vgg.Build(image, classes, char.ToUpperInvariant(column), hasBatchNorm));
    }

    /// <summary>VGG's column A-LRN: local response normalisation behind the first convolution.</summary>
    /// <param name="hasBatchNorm">Whether batch normalisation follows each convolution.</param>
    public static ConvNetArchitecture VggLocalResponseNorm(bool hasBatchNorm = false) => new(
        hasBatchNorm ? "vgg11_lrn_bn" : "vgg11_lrn", (image, classes) => Networks.Architectures.Vgg.Build(image, classes, 'A', hasBatchNorm, hasLocalResponseNorm: true));

    /// <summary>
    /// GoogLeNet (Inception v1) as torchvision has it, with batch normalisation: 6,624,904 parameters for 1000 classes, 13,004,888 with the heads. Images from 15x15, classically
    /// 224x224.
    /// </summary>
    /// <param name="hasAuxiliaryHeads">Whether two further heads train on inner activations; they do nothing at scoring.</param>
    public static ConvNetArchitecture GoogLeNet(bool hasAuxiliaryHeads = true) => GoogLeNet("googlenet", GoogLeNetForm.Torchvision, hasAuxiliaryHeads);

    /// <summary>GoogLeNet as published (Szegedy et al., 2015): 6,998,552 parameters, 13,378,280 with the heads. Images from 31x31.</summary>
    /// <param name="hasAuxiliaryHeads">Whether two further heads train on inner activations; they do nothing at scoring.</param>
    public static ConvNetArchitecture GoogLeNetPaper(bool hasAuxiliaryHeads = true) => GoogLeNet("googlenet_paper", GoogLeNetForm.Paper, hasAuxiliaryHeads);

    /// <summary>GoogLeNet of naive inception modules, without the 1x1 reductions: what the paper's figure 2(a) warns of. Images from 31x31.</summary>
    /// <param name="hasAuxiliaryHeads">Whether two further heads train on inner activations; they do nothing at scoring.</param>
    public static ConvNetArchitecture GoogLeNetNaive(bool hasAuxiliaryHeads = false) => GoogLeNet("googlenet_naive", GoogLeNetForm.Naive, hasAuxiliaryHeads);

    /// <summary>Residual networks (He et al., 2016) as torchvision has them. Any image size, classically 224x224.</summary>
    /// <param name="depth">18, 34, 50, 101 or 152.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is none of these.</exception>
    public static ConvNetArchitecture ResNet(int depth)
    {
        Check(nameof(depth), depth, [18, 34, 50, 101, 152]);
        return new($"resnet{depth}", (image, classes) => Networks.Architectures.ResNet.Build(image, classes, depth));
    }

    /// <summary>The residual networks for 32x32 images (He et al., 2016, section 4.2): 269,722 parameters for depth 20 and 10 classes. Any image size.</summary>
    /// <param name="depth">20, 32, 44, 56 or 110.</param>
    /// <param name="hasProjections">Whether a 1x1 convolution leads around a block that changes the shape (option B), or channels of zeros are added (option A).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="depth"/> is none of these.</exception>
    public static ConvNetArchitecture CifarResNet(int depth, bool hasProjections = false)
    {
        Check(nameof(depth), depth, CifarDepths);
        return new(hasProjections ? $"resnet{depth}_b" : $"resnet{depth}", (image, classes) => Networks.Architectures.CifarResNet.Build(image, classes, depth, hasProjections));
    }

    /// <summary>MobileNet (Howard et al., 2017): 4,231,976 parameters for 1000 classes. Any image size, classically 224x224.</summary>
    /// <param name="width">Factor of all channels, more than 0: the paper has 1, 0.75, 0.5 and 0.25.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is not a positive number of at most 16.</exception>
    public static ConvNetArchitecture MobileNetV1(double width = 1) =>
        new("mobilenet_v1" + Suffix(width), (image, classes) => Networks.Architectures.MobileNetV1.Build(image, classes, width));

    /// <summary>MobileNetV2 (Sandler et al., 2018) as torchvision has it: 3,504,872 parameters for 1000 classes. Any image size, classically 224x224.</summary>
    /// <param name="width">Factor of all channels, more than 0: the paper has 0.35 to 1.4.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is not a positive number of at most 16.</exception>
    public static ConvNetArchitecture MobileNetV2(double width = 1) =>
        new("mobilenet_v2" + Suffix(width), (image, classes) => Networks.Architectures.MobileNetV2.Build(image, classes, width));

    /// <summary>EfficientNet (Tan and Le, 2019) as torchvision has it: 5,288,548 parameters (B0) to 66,347,960 (B7). Any image size, classically 224 (B0) to 600 (B7) pixels.</summary>
    /// <param name="size">0 to 7.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is none of these.</exception>
    public static ConvNetArchitecture EfficientNet(int size)
    {
        Check(nameof(size), size, [0, 1, 2, 3, 4, 5, 6, 7]);
        return new($"efficientnet_b{size}", (image, classes) => Networks.Architectures.EfficientNet.Build(image, classes, size));
    }

    /// <summary>
    /// The courses' pattern [(CONV-RELU)*N-POOL?]*M-(FC-RELU)*K-SOFTMAX: M stages of N 3x3 convolutions with ReLU and, perhaps, max pooling by 2; K dense layers with ReLU; the scores. The
    /// channels double from stage to stage.
    /// </summary>
    /// <param name="convolutions">N, 1 to 100.</param>
    /// <param name="stages">M, 1 to 16.</param>
    /// <param name="denseLayers">K, 0 to 100.</param>
    /// <param name="hasPooling">Whether stages end with max pooling.</param>
    /// <param name="channels">Channels of the first stage, at least 1.</param>
    /// <param name="denseUnits">Units of a dense layer, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static ConvNetArchitecture Pattern(int convolutions, int stages, int denseLayers, bool hasPooling = true, int channels = 32, int denseUnits = 128)
    {
        CheckRange(nameof(convolutions), convolutions, 1, 100);
        CheckRange(nameof(stages), stages, 1, 16);
        CheckRange(nameof(denseLayers), denseLayers, 0, 100);
        CheckRange(nameof(channels), channels, 1, 1 << 14);
        CheckRange(nameof(denseUnits), denseUnits, 1, 1 << 20);
        return new(
            $"pattern_{convolutions}_{stages}_{denseLayers}",
            (image, classes) => Networks.Architectures.Pattern.Build(image, classes, convolutions, stages, denseLayers, hasPooling, channels, denseUnits));
    }

    /// <summary>The architectures whose names hold numbers of the caller's; null for other names.</summary>
    private static ConvNetArchitecture? ParseNumbers(string name)
    {
        return name.Split('_') switch
        {
            ["small", ['x', .. var text]] when Width(text) is { } width => SmallOfWidth(width),
            [var net, ['x', .. var text]] when CifarDepth(net) is { } depth && Width(text) is { } width => CifarResNetOfWidth(depth, width),
            ["mobilenet", "v1", ['x', .. var text]] when Width(text) is { } width => MobileNetV1(width),
            ["mobilenet", "v2", ['x', .. var text]] when Width(text) is { } width => MobileNetV2(width),
            ["pattern", var n, var m, var k] when Whole(n) is { } convolutions && Whole(m) is { } stages && Whole(k) is { } denseLayers => Pattern(convolutions, stages, denseLayers),
            _ => null,
        };

        static double? Width(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) ? value : null;

        static int? CifarDepth(string name) => Array.Find(CifarDepths, depth => name == $"resnet{depth}") is > 0 and var depth ? depth : null;

        static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
    }

    private static int[] CifarDepths => [20, 32, 44, 56, 110];

    private static ConvNetArchitecture GoogLeNet(string name, GoogLeNetForm form, bool hasAuxiliaryHeads) =>
        new(name, (image, classes) => Networks.Architectures.GoogLeNet.Build(image, classes, form, hasAuxiliaryHeads));

    private static string Suffix(double width) => width is > 0 and <= 16
        ? width == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"_x{width}")
        : throw new ArgumentOutOfRangeException(nameof(width), width, $"The width must be more than 0 and at most 16, but is {width}.");

    private static void Check(string parameter, int value, int[] known)
    {
        if (!known.Contains(value)) throw new ArgumentOutOfRangeException(parameter, value, $"The {parameter} must be one of {string.Join(", ", known)}, but is {value}.");
    }

    private static void CheckRange(string parameter, int value, int smallest, int largest)
    {
        if (value < smallest || value > largest)
            throw new ArgumentOutOfRangeException(parameter, value, $"The parameter {parameter} must be {smallest} to {largest}, but is {value}.");
    }
}
