using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// The default search space: network, optimizer, learning rate and its schedule, weight decay, batch size, augmentation and dropout. Its initial values are those that did well without any search.
/// <see cref="ConvNetSearchSpace.For"/> takes the networks by the size of the images.
/// </summary>
/// <remarks>
/// The learning rate is Adam's, and the weight decay that of gradient descent, so that both mean the same with either optimizer: gradient descent with momentum takes 30 times the rate, and AdamW, whose
/// decay goes with its own rate, 30 times the decay. A step then shrinks the weights equally.
/// </remarks>
public sealed class ConvNetSpace : IConvNetSpace
{
    /// <summary>How many times as high a rate gradient descent with momentum takes as Adam: 0.03 is as usual for the one as 0.001 for the other.</summary>
    private const float RateOfGradientDescent = 30;

    private const float MostDegrees = 20, MostShift = 0.15f, MostScale = 0.2f, MostShear = 15, MostBrightness = 0.4f;

    /// <summary>The network: <c>small</c>, <c>resnet20</c> to <c>resnet110</c> (for small images), <c>mobilenet_v2</c>, or the name of any other architecture, whose width stays as it is.</summary>
    [Choice(new object[] { "small", "resnet20" }, "small")]
    public string Architecture { get; set; } = "small";

    /// <summary>Factor of the channels of the networks that have one.</summary>
    [Choice(new object[] { 0.75, 1.0, 1.5, 2.0 }, 1.0)]
    public double Width { get; set; } = 1;

    /// <summary>Probability of the network's dropout layers, if it has any.</summary>
    [Range(0f, 0.6f, init: 0.5f)]
    public float Dropout { get; set; } = 0.5f;

    /// <summary>How the weights are updated: <c>adamw</c>, or <c>sgd</c> with Nesterov's momentum.</summary>
    [Choice(new object[] { "adamw", "sgd" }, "adamw")]
    public string Optimizer { get; set; } = "adamw";

    /// <summary>The highest learning rate of Adam; gradient descent takes 30 times as much.</summary>
    [Range(3e-4f, 4e-3f, init: 1e-3f, logBase: true)]
    public float LearningRate { get; set; } = 1e-3f;

    /// <summary>The learning rate over the run: <c>cosine</c> (up over a tenth of the steps, then down), <c>one_cycle</c>, or <c>step</c> (divided by 10 after six and after nine tenths).</summary>
    [Choice(new object[] { "cosine", "one_cycle", "step" }, "cosine")]
    public string Schedule { get; set; } = "cosine";

    /// <summary>Weight decay of gradient descent; AdamW takes 30 times as much.</summary>
    [Range(1e-4f, 1e-3f, init: 3e-4f, logBase: true)]
    public float WeightDecay { get; set; } = 3e-4f;

    /// <summary>Rows of a training step.</summary>
    [Choice(new object[] { 32, 64, 128 }, 64)]
    public int BatchSize { get; set; } = 64;

    /// <summary>Random changes of the training images.</summary>
    [NestOption]
    public AugmentationSpace Augmentation { get; set; } = new();

    /// <inheritdoc/>
    public void ApplyTo(ConvNetTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool isGradientDescent = Optimizer == "sgd";
        float rate = isGradientDescent ? RateOfGradientDescent * LearningRate : LearningRate;
        options.Architecture = Network();
        options.BatchSize = BatchSize;
        options.LearningRate = rate;
        options.Optimizer = Optimizer switch
        {
            "sgd" => new Sgd { Nesterov = true, WeightDecay = WeightDecay },
            "adamw" => new AdamW { WeightDecay = RateOfGradientDescent * WeightDecay },
            _ => throw Unknown(nameof(Optimizer), Optimizer),
        };
        options.LearningRateSchedule = Schedule switch
        {
            "cosine" => null,
            "one_cycle" => new OneCycleRate(rate),
            "step" => Steps(rate, options.Epoch),
            _ => throw Unknown(nameof(Schedule), Schedule),
        };
        options.Augmentation = Augmentation.Create();
    }

    private ConvNetArchitecture Network()
    {
        var architecture = Architecture switch
        {
            "small" => ConvNetArchitecture.SmallOfWidth(Width),
            "mobilenet_v1" => ConvNetArchitecture.MobileNetV1(Width),
            "mobilenet_v2" => ConvNetArchitecture.MobileNetV2(Width),
            "resnet20" => ConvNetArchitecture.CifarResNetOfWidth(20, Width),
            "resnet32" => ConvNetArchitecture.CifarResNetOfWidth(32, Width),
            "resnet44" => ConvNetArchitecture.CifarResNetOfWidth(44, Width),
            "resnet56" => ConvNetArchitecture.CifarResNetOfWidth(56, Width),
            "resnet110" => ConvNetArchitecture.CifarResNetOfWidth(110, Width),
            _ => ConvNetArchitecture.Parse(Architecture),
        };
        return architecture.WithDropout(Dropout);
    }

    private static MultiStepRate Steps(float rate, int epochs)
    {
        int first = Math.Max(1, (int)Math.Round(epochs * 0.6)), second = Math.Max(first + 1, (int)Math.Round(epochs * 0.9));
        return new MultiStepRate(rate, [first, second]);
    }

    private static ArgumentOutOfRangeException Unknown(string option, string value) => new(option, value, $"The search space knows no {option} '{value}'.");

    /// <summary>Random changes of the training images, from none to strong ones.</summary>
    public sealed class AugmentationSpace
    {
        /// <summary>0 for none; at 1 turns of up to 20 degrees, shifts of 15 %, sizes from 80 % to 120 %, shears of 15 degrees, and 40 % more or less brightness and contrast.</summary>
        [Range(0.1f, 0.8f, init: 0.4f)]
        public float Strength { get; set; } = 0.4f;

        /// <summary>Whether images may be mirrored: good for things, bad for signs.</summary>
        [BooleanChoice(false)]
        public bool HorizontalFlip { get; set; }

        internal AugmentationList Create()
        {
            var list = Augmentations.None;
            if (Strength > 0)
            {
                list = list
                    .Affine(MostDegrees * Strength, MostShift * Strength, 1 - MostScale * Strength, 1 + MostScale * Strength, MostShear * Strength)
                    .ColorJitter(MostBrightness * Strength, MostBrightness * Strength);
            }

            return HorizontalFlip ? list.HorizontalFlip() : list;
        }
    }
}
