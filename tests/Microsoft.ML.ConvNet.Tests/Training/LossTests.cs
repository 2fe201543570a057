namespace Microsoft.ML.ConvNet.Tests.Training;

public class LossTests
{
    private static readonly ImageShape Image = new(2, 5, 5);

    public static TheoryData<string> Losses => [.. All().Select(loss => loss.ToString())];

    private static Loss[] All() =>
    [
        Loss.CrossEntropy(), Loss.CrossEntropy(labelSmoothing: 0.2), Loss.CrossEntropy(0.1, [1, 2, 0.5f]), Loss.MulticlassHinge(), Loss.MulticlassHinge(0.5),
        Loss.BinaryCrossEntropy(), Loss.Hinge(), Loss.Hinge(2), Loss.BinaryCrossEntropy(positiveWeight: 3), Loss.MeanSquaredError, Loss.Focal(), Loss.Focal(0.5, [1, 2, 0.5f]), Loss.Focal(0),
    ];

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    public void EqualScoresCostTheLogarithmOfTheClassCount(int classes)
    {
        float[] scores = [.. Enumerable.Repeat(0.75f, classes)];
        Assert.Equal(Math.Log(classes), Cost(Loss.CrossEntropy(), scores, label: 1), 1e-6);
        Assert.Equal(Math.Log(classes), Cost(Loss.CrossEntropy(labelSmoothing: 0.3), scores, label: 1), 1e-6);
        Assert.Equal(Math.Log(classes), Cost(Loss.Focal(gamma: 0), scores, label: 1), 1e-6);
        Assert.Equal(Math.Log(classes) * Math.Pow(1 - 1.0 / classes, 2), Cost(Loss.Focal(), scores, label: 1), 1e-6);

        // Every other class is within the margin by the whole margin.
        Assert.Equal(classes - 1, Cost(Loss.MulticlassHinge(), scores, label: 1));
    }

    [Fact]
    public void TheHingeIsTheSumOverTheOtherClasses()
    {
        // max(0, 5.1 - 3.2 + 1) + max(0, -1.7 - 3.2 + 1) = 2.9; 0; max(0, 2.2 + 3.1 + 1) + max(0, 2.5 + 3.1 + 1) = 12.9.
        Assert.Equal(2.9, Cost(Loss.MulticlassHinge(), [3.2f, 5.1f, -1.7f], label: 0), 1e-6);
        Assert.Equal(0, Cost(Loss.MulticlassHinge(), [1.3f, 4.9f, 2.0f], label: 1));
        Assert.Equal(12.9, Cost(Loss.MulticlassHinge(), [2.2f, 2.5f, -3.1f], label: 2), 1e-6);
    }

    [Fact]
    public void AFocalLossOfZeroGammaIsCrossEntropy()
    {
        float[] scores = [0.5f, -2, 3, 1];
        for (int label = 0; label < 4; label++)
            Assert.Equal(Cost(Loss.CrossEntropy(), scores, label), Cost(Loss.Focal(gamma: 0), scores, label), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void TrainingFollowsIt(string name)
    {
        var loss = All().Single(loss => loss.ToString() == name);
        var network = new NetworkBuilder(Image).Convolution(4, 3).Tanh().Dense(3).Build();
        var batch = TrainingBatch.Random(Image, outputs: 3, rows: 5, withTargets: loss.TakesTargets);
        float[] weights = [0.5f, 2, 0, 1, 0.1f];
        batch = loss.TakesTargets ? new TrainingBatch(batch.Images, batch.Targets!, weights) : new TrainingBatch(batch.Images, batch.Labels, weights);
        var result = GradientCheck.Run(network, batch, new GradientCheckOptions { Loss = loss });
        Assert.True(result.Passed, $"{loss}\n{result}");
        Assert.True(GradientCheck.Run(network, options: new() { Loss = loss }).Passed);
        if (loss.TakesTargets) return;

        // Mixtures of two images: shares of 0 and 1, above and below a half, of one class and of two.
        var mixed = new TrainingBatch(batch.Images, batch.Labels, weights) { SecondLabels = [2, 1, 0, 0, 1], Shares = [0.75f, 0.3f, 0.5f, 1, 0] };
        result = GradientCheck.Run(network, mixed, new GradientCheckOptions { Loss = loss });
        Assert.True(result.Passed, $"{loss}, mixed\n{result}");
        Assert.NotEqual(GradientCheck.Run(network, batch, new GradientCheckOptions { Loss = loss }).Loss, result.Loss);
    }

    [Fact]
    public void LossesAreValues()
    {
        Loss[] first = All(), second = All();
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Equal(first, second);
        Assert.Equal(first.Select(loss => loss.GetHashCode()), second.Select(loss => loss.GetHashCode()));
        Assert.Equal("cross-entropy", Loss.CrossEntropy().ToString());
        Assert.Equal("cross-entropy, label smoothing 0.1, class weights 1 2 0.5", Loss.CrossEntropy(0.1, [1, 2, 0.5f]).ToString());
        Assert.Equal("binary cross-entropy, positive weight 3", Loss.BinaryCrossEntropy(3).ToString());
        Assert.Equal("focal, gamma 0.5, alpha 1 2 0.5", Loss.Focal(0.5, [1, 2, 0.5f]).ToString());
        Assert.Equal("multiclass hinge, margin 1", Loss.MulticlassHinge().ToString());
        Assert.Equal("hinge, margin 2", Loss.Hinge(2).ToString());
        Assert.Equal("mean squared error", Loss.MeanSquaredError.ToString());
    }

    [Fact]
    public void ValuesOutOfRangeAreNamed()
    {
        foreach (double wrong in new[] { -0.1, 1.1, double.NaN })
            Assert.Equal("LabelSmoothing", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(wrong)).ParamName);
        foreach (double wrong in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Equal("Margin", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.MulticlassHinge(wrong)).ParamName);
            Assert.Equal("Margin", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Hinge(wrong)).ParamName);
            Assert.Equal("PositiveWeight", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.BinaryCrossEntropy(wrong)).ParamName);
        }

        Assert.Equal("Gamma", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Focal(-1)).ParamName);
        Assert.Equal("Alpha", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Focal(alpha: [-1])).ParamName);
        Assert.Equal("ClassWeights", Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(classWeights: [1, float.NaN])).ParamName);
        var exception = Assert.Throws<ArgumentException>(() => Loss.CrossEntropy(classWeights: [1, 2]).CreateFunction(outputs: 3));
        Assert.Equal("The loss (cross-entropy, class weights 1 2) has 2 class weights, but the network has 3 outputs.", exception.Message);
    }

    private static double Cost(Loss loss, float[] scores, int label) =>
        loss.CreateFunction(scores.Length).Forward(scores, [label], [], [1], new float[scores.Length]).LossSum;
}
