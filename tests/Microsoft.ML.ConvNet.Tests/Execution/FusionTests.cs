using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>Which passes over memory are left around batch norms and residual sums: the steps that a block becomes. (What they compute is in the other tests.)</summary>
public class FusionTests
{
    private static readonly string[] PassesOverMemory =
    [
        nameof(ActivationStep), nameof(ActivationGradientStep), nameof(AddStep), nameof(CopyStep), nameof(NormalizeStep), nameof(RowSumsStep), nameof(ScaledSumStep),
        nameof(NormGradientStep),
    ];

    /// <summary>A norm behind a convolution: its statistics, its gradient's sums and its rectifier are parts of other passes.</summary>
    [Fact]
    public void InTrainingANormIsOnePassForwardAndOneBackward() =>
        Assert.Equal(
            [nameof(NormalizeStep), nameof(NormGradientStep)],
            Passes(PlanMode.Training, b => b.Convolution(20, 1, bias: false).BatchNorm().ReLU()));

    [Fact]
    public void InTrainingAResidualSumIsPartOfTheNormsPass() =>
        Assert.Equal(
            [nameof(NormalizeStep), nameof(ScaledSumStep), nameof(NormGradientStep), nameof(NormGradientStep)],
            Passes(PlanMode.Training, b => b.Convolution(20, 1).BatchNorm().ReLU().Residual(body => body.Convolution(20, 1).BatchNorm()).ReLU()));

    [Fact]
    public void InTrainingBothNormsOfAProjectionAreOnePass() =>
        Assert.Equal(
            [nameof(ScaledSumStep), nameof(NormGradientStep)],
            Passes(PlanMode.Training, b => b.Residual(body => body.Convolution(20, 1).BatchNorm(), shortcut => shortcut.Convolution(20, 1).BatchNorm()).ReLU()));

    /// <summary>An activation that is no rectifier stays behind the sum, and takes its derivative alone.</summary>
    [Fact]
    public void InTrainingOtherActivationsBehindASumArePassesOfTheirOwn() =>
        Assert.Equal(
            [nameof(ScaledSumStep), nameof(ActivationStep), nameof(ActivationGradientStep), nameof(RowSumsStep), nameof(NormGradientStep)],
            Passes(PlanMode.Training, b => b.Residual(body => body.Convolution(20, 1).BatchNorm(), shortcut => shortcut.Convolution(20, 1).BatchNorm()).SiLU()));

    /// <summary>Whichever branch comes last adds the other one.</summary>
    [Fact]
    public void AtScoringNothingIsLeftOfAResidualBlock()
    {
        Assert.Empty(Passes(PlanMode.Scoring, b => b.Convolution(20, 1).Residual(body => body.Convolution(20, 3, padding: 1).BatchNorm()).ReLU()));
        Assert.Empty(Passes(
            PlanMode.Scoring, b => b.Residual(body => body.Convolution(20, 3, padding: 1).BatchNorm(), shortcut => shortcut.Convolution(20, 1).BatchNorm()).ReLU()));
    }

    /// <summary>Steps that are nothing but a pass, of a block between two 1x1 convolutions on an image of 20 x 6 x 6.</summary>
    private static IEnumerable<string> Passes(PlanMode mode, Func<NetworkBuilder, NetworkBuilder> block)
    {
        var graph = block(new NetworkBuilder(new ImageShape(20, 6, 6)).Convolution(20, 1)).Convolution(20, 1).GlobalAveragePool().Dense(3).Build().Lower();
        using var store = new ParameterStore(graph, withGradients: mode == PlanMode.Training);
        using var plan = new ExecutionPlan(graph, store, mode, batchSize: 4, threads: 1);
        return [.. plan.Steps.Select(step => step.Step.GetType().Name).Where(PassesOverMemory.Contains)];
    }
}
