using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet;

/// <summary>Some images with what a network should make of them: the class of each, or K targets of each.</summary>
public sealed class TrainingBatch
{
    private const ulong ImageStream = 1, LabelStream = 2;

    /// <summary>Images with a class each.</summary>
    /// <param name="images">(N, C, H, W), as the network takes them.</param>
    /// <param name="labels">The zero-based class of each image.</param>
    /// <param name="weights">The weight of each image, 0 or more; null for 1.</param>
    /// <exception cref="ArgumentException">The images do not have four dimensions, or there are not as many labels or weights as images.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or weight is negative.</exception>
    public TrainingBatch(Tensor images, IEnumerable<int> labels, IEnumerable<float>? weights = null)
        : this(images, weights)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Labels = [.. labels];
        if (Labels.Length != RowCount) throw new ArgumentException($"There are {RowCount} images, but {Labels.Length} labels.", nameof(labels));
        foreach (int label in Labels) ArgumentOutOfRangeException.ThrowIfNegative(label, nameof(labels));
    }

    /// <summary>Images with K targets each, for losses that take numbers instead of classes.</summary>
    /// <param name="images">(N, C, H, W), as the network takes them.</param>
    /// <param name="targets">(N, K).</param>
    /// <param name="weights">The weight of each image, 0 or more; null for 1.</param>
    /// <exception cref="ArgumentException">The dimensions are others, or there are not as many targets or weights as images.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative.</exception>
    public TrainingBatch(Tensor images, Tensor targets, IEnumerable<float>? weights = null)
        : this(images, weights)
    {
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Dimensions.Length != 2 || targets.Dimensions[0] != RowCount)
            throw new ArgumentException($"Targets of {RowCount} images must be {RowCount}xK, but are {string.Join("x", targets.Dimensions)}.", nameof(targets));
        Targets = targets;
    }

    private TrainingBatch(Tensor images, IEnumerable<float>? weights)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Dimensions is not [> 0, > 0, > 0, > 0])
            throw new ArgumentException($"Images must be NxCxHxW, but are {string.Join("x", images.Dimensions)}.", nameof(images));
        Images = images;
        Weights = weights is null ? [.. Enumerable.Repeat(1f, RowCount)] : [.. weights];
        if (Weights.Length != RowCount) throw new ArgumentException($"There are {RowCount} images, but {Weights.Length} weights.", nameof(weights));
        foreach (float weight in Weights)
        {
            if (!float.IsFinite(weight) || weight < 0) throw new ArgumentOutOfRangeException(nameof(weights), weight, "Weights must be finite numbers of 0 or more.");
        }
    }

    /// <summary>The images: (N, C, H, W).</summary>
    public Tensor Images { get; }

    /// <summary>The zero-based class of each image; empty if there are <see cref="Targets"/>.</summary>
    public ImmutableArray<int> Labels { get; } = [];

    /// <summary>The second class of each image, if the images are mixtures of two; otherwise empty.</summary>
    internal ImmutableArray<int> SecondLabels { get; init; } = [];

    /// <summary>The share of <see cref="Labels"/> in each image, if there are <see cref="SecondLabels"/>; otherwise empty.</summary>
    internal ImmutableArray<float> Shares { get; init; } = [];

    /// <summary>The targets: (N, K); null if there are <see cref="Labels"/>.</summary>
    public Tensor? Targets { get; }

    /// <summary>The weight of each image.</summary>
    public ImmutableArray<float> Weights { get; }

    /// <summary>Number of images N.</summary>
    public int RowCount => Images.Dimensions[0];

    /// <summary>Shape of one image.</summary>
    public ImageShape ImageShape => new(Images.Dimensions[1], Images.Dimensions[2], Images.Dimensions[3]);

    /// <summary>Normally distributed noise with drawn classes, or with drawn targets of 0 and 1: enough to try a network out. The same seed gives the same batch everywhere.</summary>
    /// <param name="image">Shape of one image.</param>
    /// <param name="outputs">Number of classes or of targets K.</param>
    /// <param name="rows">Number of images N, at least 1.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="withTargets">Whether to draw targets instead of classes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outputs"/> or <paramref name="rows"/> is less than 1.</exception>
    public static TrainingBatch Random(ImageShape image, int outputs, int rows, ulong seed = 1, bool withTargets = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        float[] pixels = new float[checked(rows * image.Size)];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = CounterRandom.Normal(seed, ImageStream, (ulong)i);
        var images = new Tensor([rows, image.Channels, image.Height, image.Width], pixels);
        int Draw(int bound, int index) => (int)CounterRandom.Below(bound, seed, LabelStream, (ulong)index);
        return withTargets
            ? new TrainingBatch(images, new Tensor([rows, outputs], [.. Enumerable.Range(0, rows * outputs).Select(i => (float)Draw(2, i))]))
            : new TrainingBatch(images, Enumerable.Range(0, rows).Select(row => Draw(outputs, row)));
    }
}
