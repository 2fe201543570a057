using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Every loss against its definition in double precision, and what must hold for large outputs.</summary>
internal static class LossChecks
{
    // TensorPrimitives.Exp states no bound; its polynomial is good to a few units in the last place.
    private const int ExpRoundings = 16;

    /// <summary>The losses for K outputs.</summary>
    public static IReadOnlyDictionary<string, Func<int, LossFunction>> All { get; } = new Dictionary<string, Func<int, LossFunction>>
    {
        ["cross-entropy"] = _ => new SoftmaxCrossEntropy(),
        ["smoothed cross-entropy"] = _ => new SoftmaxCrossEntropy(0.1),
        ["cross-entropy with class weights"] = classes => new SoftmaxCrossEntropy(0, Factors(classes)),
        ["smoothed cross-entropy with class weights"] = classes => new SoftmaxCrossEntropy(0.3, Factors(classes)),
        ["multiclass hinge"] = _ => new MulticlassHinge(1),
        ["hinge"] = _ => new Hinge(1),
        ["hinge with another margin"] = _ => new Hinge(0.4),
        ["binary cross-entropy"] = _ => new BinaryCrossEntropy(1),
        ["weighted binary cross-entropy"] = _ => new BinaryCrossEntropy(2.5),
        ["squared error"] = _ => new MeanSquaredError(),
        ["focal"] = _ => new SoftmaxFocalLoss(2, null),
        ["focal with factors"] = classes => new SoftmaxFocalLoss(0.5, Factors(classes)),
    };

    public static void CheckAll()
    {
        foreach (var (name, create) in All)
        {
            // The focal loss of a single class is 0 times infinity.
            for (int outputs = name.StartsWith("focal", StringComparison.Ordinal) ? 2 : 1; outputs <= 35; outputs++) Check(name, create(outputs), rows: 3, outputs, scale: 3);
            Check(name, create(1000), rows: 20, outputs: 1000, scale: 8);
            CheckWithoutWeight(name, create(4));
            if (!create(4).TakesTargets) CheckMixed(name, create(5));
        }

        CheckLargeOutputs();
    }

    /// <summary>Drawn outputs, labels, targets and example weights.</summary>
    public static (float[] Outputs, int[] Labels, float[] Targets, float[] Weights) Draw(LossFunction loss, int rows, int outputs, float scale) => (
        Array.ConvertAll(Numbers.Normal(rows * outputs, seed: 1), value => scale * value),
        loss.TakesTargets ? [] : [.. Enumerable.Range(0, rows).Select(row => row * 7 % outputs)],
        loss.TakesTargets ? Array.ConvertAll(Numbers.Normal(rows * outputs, seed: 4), value => Math.Clamp(0.5f + value, 0, 1)) : [],
        Array.ConvertAll(Numbers.Normal(rows, seed: 2), MathF.Abs));

    private static float[] Factors(int classes) => Array.ConvertAll(Numbers.Normal(classes, seed: 3), value => MathF.Abs(value) + 0.1f);

    private static void Check(string name, LossFunction function, int rows, int outputs, float scale)
    {
        var (values, labels, targets, weightValues) = Draw(function, rows, outputs, scale);
        using var x = new KernelBuffer(values);
        using var weights = new KernelBuffer(weightValues);
        using var gradient = new KernelBuffer(values.Length);
        var (loss, weight, _) = function.Forward(x.Span, labels, targets, weights.Span, gradient.Span);
        double[] expected = new double[values.Length];
        var (expectedLoss, expectedWeight) = function.ForwardReference<double>(
            Numbers.Double(values), labels, Numbers.Double(targets), Numbers.Double(weightValues), expected);
        Assert.Equal(expectedWeight, weight, expectedWeight * 1e-12);
        Assert.Equal(expectedLoss, loss, (ExpRoundings + outputs) * Numbers.UnitRoundoff * (expectedLoss + expectedWeight * scale * 10));

        // Sums over a row of positive terms, times a factor: relative to the largest gradient of the row.
        double[] magnitudes = [.. expected.Chunk(outputs).SelectMany(row => Enumerable.Repeat(row.Max(Math.Abs), outputs))];
        Numbers.AssertWithin(expected, magnitudes, ExpRoundings + 40, gradient.Span, $"gradient of {name}, {rows} rows of {outputs}");
    }

    /// <summary>A row with two classes costs what it costs with each, by their shares; so do its gradient and its part of the divisor. The larger share counts as right or wrong.</summary>
    private static void CheckMixed(string name, LossFunction function)
    {
        const int rows = 4, classes = 5;
        float[] values = Array.ConvertAll(Numbers.Normal(rows * classes, seed: 5), value => 2 * value), weights = [1, 0.5f, 2, 1], shares = [0.75f, 0.25f, 1, 0];
        int[] labels = [0, 1, 2, 3], seconds = [4, 3, -1, 0];
        float[] gradient = new float[values.Length], scratch = new float[classes];
        var (loss, weight, correct) = function.Forward(values, labels, [], weights, gradient, new LabelMix(seconds, shares, scratch));

        // Each row alone, for both classes, undivided.
        double expectedLoss = 0, expectedWeight = 0;
        double[] expected = new double[values.Length];
        int expectedCorrect = 0;
        for (int row = 0; row < rows; row++)
        {
            double[] one = Numbers.Double(values.AsSpan(row * classes, classes).ToArray());
            foreach (var (label, share) in new[] { (labels[row], (double)shares[row]), (seconds[row], 1 - (double)shares[row]) })
            {
                if (share == 0) continue;
                double[] result = new double[classes];
                var (part, divisor) = function.ForwardReference<double>(one, [label], [], [1], result);
                expectedLoss += weights[row] * share * part;
                expectedWeight += weights[row] * share * divisor;
                for (int k = 0; k < classes; k++) expected[row * classes + k] += weights[row] * share * divisor * result[k];
                if (share > 0.5 && Array.IndexOf(one, one.Max()) == label) expectedCorrect++;
            }
        }

        for (int i = 0; i < expected.Length; i++) expected[i] /= expectedWeight;
        Assert.Equal(expectedWeight, weight, 1e-6);
        Assert.Equal(expectedLoss, loss, 1e-4);
        Assert.Equal(expectedCorrect, correct);
        Numbers.AssertWithin(expected, [.. expected.Select(_ => 1.0)], ExpRoundings + 40, gradient, $"gradient of {name} with two classes");

        double[] mixed = new double[values.Length];
        var (twinLoss, twinWeight) = function.ForwardReference<double>(
            Numbers.Double(values), labels, [], Numbers.Double(weights), mixed, new LabelMix(seconds, shares, scratch));
        Assert.Equal(expectedLoss, twinLoss, 1e-12 * Math.Abs(expectedLoss));
        Assert.Equal(expectedWeight, twinWeight, 1e-6);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], mixed[i], 1e-7);
    }

    private static void CheckWithoutWeight(string name, LossFunction function)
    {
        var (values, labels, targets, _) = Draw(function, rows: 2, outputs: 4, scale: 1);
        float[] gradient = new float[8];
        var (loss, weight, _) = function.Forward(values, labels, targets, new float[2], gradient);
        Assert.True((loss, weight) == (0, 0), $"{name}: {loss}, {weight}");
        Assert.Equal(new float[8], gradient);
    }

    private static void CheckLargeOutputs()
    {
        // exp(1000) overflows; the first of equal maxima counts as the prediction.
        float[] gradient = new float[4];
        var (loss, _, correct) = new SoftmaxCrossEntropy().Forward([1000, 1000, -1000, 1000], [0, 0], [], [1, 1], gradient);
        Assert.Equal(Math.Log(2) + 2000, loss, 1e-6);
        Assert.Equal(1, correct);
        Assert.Equal([-0.25f, 0.25f, -0.5f, 0.5f], gradient);

        (loss, _, _) = new SoftmaxFocalLoss(2, null).Forward([1000, 1000, -1000, 1000], [0, 0], [], [1, 1], gradient);
        Assert.Equal(Math.Log(2) / 4 + 2000, loss, 1e-6);
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));

        // A row that is right beyond any doubt costs nothing and has no gradient, whatever the power.
        foreach (double gamma in new[] { 0, 0.5, 2 })
        {
            (loss, _, _) = new SoftmaxFocalLoss(gamma, null).Forward([0, 1000], [1], [], [1], gradient.AsSpan(0, 2));
            Assert.Equal(0, loss);
            Assert.Equal([0f, 0f], gradient[..2]);
        }

        (loss, _, correct) = new BinaryCrossEntropy(1).Forward([1000, -1000, 1000, -1000], [], [1, 0, 0, 1], [1, 1], gradient);
        Assert.Equal((1000.0, 1), (loss, correct));
        Assert.Equal([0, 0, 0.25f, -0.25f], gradient);

        // log(1 + exp(-40)) is about exp(-40), which a sum with 1 would lose.
        (loss, _, _) = new BinaryCrossEntropy(1).Forward([40], [], [1], [1], gradient.AsSpan(0, 1));
        Assert.Equal(Math.Exp(-40), loss, 1e-12 * Math.Exp(-40));
    }
}
