using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// What training makes small, from the network's K outputs and what they should be; a value that can be compared and printed. A batch costs the mean of its rows'
/// losses, weighted by the example weights: sum of w_i loss_i / sum of w_i.
/// </summary>
public abstract record Loss
{
    private protected Loss()
    {
    }

    /// <summary>Whether each image has K numbers as targets; otherwise it has the zero-based number of a class.</summary>
    public abstract bool TakesTargets { get; }

    /// <summary>Mean squared error, for K continuous outputs; see <see cref="MeanSquaredErrorLoss"/>.</summary>
    public static MeanSquaredErrorLoss MeanSquaredError { get; } = new();

    /// <summary>Softmax cross-entropy, the usual loss of a classifier; see <see cref="CrossEntropyLoss"/>.</summary>
    /// <param name="labelSmoothing">0 to 1; 0 by default.</param>
    /// <param name="classWeights">A weight for each class, 0 or more; null for 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static CrossEntropyLoss CrossEntropy(double labelSmoothing = 0, IEnumerable<float>? classWeights = null) =>
        new() { LabelSmoothing = labelSmoothing, ClassWeights = [.. classWeights ?? []] };

    /// <summary>The multiclass hinge loss of a support vector machine; see <see cref="MulticlassHingeLoss"/>.</summary>
    /// <param name="margin">By how much the right score must exceed the others: more than 0; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is out of range.</exception>
    public static MulticlassHingeLoss MulticlassHinge(double margin = 1) => new() { Margin = margin };

    /// <summary>Binary cross-entropy on logits, for K yes-or-no outputs; see <see cref="BinaryCrossEntropyLoss"/>.</summary>
    /// <param name="positiveWeight">What a target of 1 counts for: more than 0; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="positiveWeight"/> is out of range.</exception>
    public static BinaryCrossEntropyLoss BinaryCrossEntropy(double positiveWeight = 1) => new() { PositiveWeight = positiveWeight };

    /// <summary>The hinge loss, for K yes-or-no outputs; see <see cref="HingeLoss"/>.</summary>
    /// <param name="margin">By how much an output must be on its side of 0: more than 0; 1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is out of range.</exception>
    public static HingeLoss Hinge(double margin = 1) => new() { Margin = margin };

    /// <summary>The focal loss, which all but ignores what is already right; see <see cref="FocalLoss"/>.</summary>
    /// <param name="gamma">0 or more; 2 by default.</param>
    /// <param name="alpha">A factor for each class, 0 or more; null for 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static FocalLoss Focal(double gamma = 2, IEnumerable<float>? alpha = null) => new() { Gamma = gamma, Alpha = [.. alpha ?? []] };

    /// <summary>The arithmetic, for a network of this many outputs.</summary>
    /// <exception cref="ArgumentException">There are as many class weights as the network has no outputs.</exception>
    internal abstract LossFunction CreateFunction(int outputs);

    /// <summary>Whether a row can be right or wrong.</summary>
    internal virtual bool HasAccuracy => true;

    /// <summary>What validation rows are measured by, whatever is trained: cross-entropy for labels, and for targets what says the same as this loss, without its settings.</summary>
    internal virtual LossFunction CreateMeasure() => new SoftmaxCrossEntropy();

    private protected static double Positive(double value, string name) => double.IsFinite(value) && value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above 0.");

    private protected static ImmutableArray<float> Weights(ImmutableArray<float> values, string name)
    {
        if (values.IsDefault) throw new ArgumentNullException(name);
        foreach (float value in values)
        {
            if (!float.IsFinite(value) || value < 0) throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite numbers of 0 or more.");
        }

        return values;
    }

    private protected float[]? WeightsFor(int outputs, ImmutableArray<float> values, string name)
    {
        if (values.IsEmpty) return null;
        return values.Length == outputs
            ? [.. values]
            : throw new ArgumentException($"The loss ({this}) has {values.Length} {name}, but the network has {outputs} outputs.");
    }

    private protected static int HashOf(ImmutableArray<float> values)
    {
        var hash = new HashCode();
        foreach (float value in values) hash.Add(value);
        return hash.ToHashCode();
    }

    private protected static string TextOf(string name, ImmutableArray<float> values) =>
        values.IsEmpty ? "" : $", {name} {string.Join(" ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}";
}
