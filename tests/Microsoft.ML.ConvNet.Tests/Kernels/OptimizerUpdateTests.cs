using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>What the optimizers' kernels do with values and lengths out of the ordinary.</summary>
public class OptimizerUpdateTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    public void VelocitiesOfUnusedParametersBecomeZeroNotSubnormal(int length)
    {
        float[] parameters = new float[length], gradients = new float[length], velocities = new float[length];
        velocities.AsSpan().Fill(1.2e-38f);
        SgdUpdate.Momentum(parameters, gradients, velocities, 0.1f, 0.9f, 1, 0, nesterov: false);
        Assert.All(velocities, velocity => Assert.Equal(0f, velocity));
    }

    [Fact]
    public void NotANumberIsNotHidden()
    {
        float[] parameters = new float[9], gradients = new float[9], velocities = new float[9];
        gradients.AsSpan().Fill(float.NaN);
        SgdUpdate.Momentum(parameters, gradients, velocities, 0.1f, 0.9f, 1, 0, nesterov: false);
        Assert.All(parameters, parameter => Assert.True(float.IsNaN(parameter)));
    }

    [Fact]
    public void DifferentLengthsAreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => SgdUpdate.Plain(new float[8], new float[7], 0.1f, 0));
        Assert.Contains("8", error.Message);
        Assert.Contains("7", error.Message);
        Assert.Throws<ArgumentException>(() => SgdUpdate.Momentum(new float[8], new float[8], new float[9], 0.1f, 0.9f, 1, 0, false));
        Assert.Throws<ArgumentException>(() => AdamUpdate.Step(new float[8], new float[8], new float[8], new float[0], default));
    }
}
