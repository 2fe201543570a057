using System.Numerics;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>The vector paths against their scalar twins: equal bits, at every length around the vector width.</summary>
public class OptimizerUpdateTests
{
    public static TheoryData<int> Lengths
    {
        get
        {
            var lengths = new TheoryData<int>();
            for (int length = 0; length <= 4 * Vector<float>.Count + 1; length++) lengths.Add(length);
            lengths.Add(1000);
            return lengths;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void PlainSgdEqualsItsTwin(int length)
    {
        float[] vector = Numbers(length, 1), scalar = Numbers(length, 1), gradients = Numbers(length, 2);
        SgdUpdate.Plain(vector, gradients, 0.1f, 0.01f);
        SgdUpdate.PlainReference(scalar, gradients, 0.1f, 0.01f);
        AssertSameBits(scalar, vector);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void MomentumEqualsItsTwin(int length)
    {
        foreach (bool nesterov in new[] { false, true })
        {
            float[] vector = Numbers(length, 1), scalar = Numbers(length, 1), gradients = Numbers(length, 2);
            float[] vectorVelocities = Numbers(length, 3), scalarVelocities = Numbers(length, 3);
            SgdUpdate.Momentum(vector, gradients, vectorVelocities, 0.1f, 0.9f, 0.01f, nesterov);
            SgdUpdate.MomentumReference(scalar, gradients, scalarVelocities, 0.1f, 0.9f, 0.01f, nesterov);
            AssertSameBits(scalar, vector);
            AssertSameBits(scalarVelocities, vectorVelocities);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AdamEqualsItsTwin(int length)
    {
        var step = new AdamStep(0.01f, 0.9f, 0.1f, 0.999f, 0.001f, 0.5f, 1e-8f, 0.01f);
        float[] vector = Numbers(length, 1), scalar = Numbers(length, 1), gradients = Numbers(length, 2);
        float[] vectorFirst = Numbers(length, 3), scalarFirst = Numbers(length, 3);
        float[] vectorSecond = Array.ConvertAll(Numbers(length, 4), MathF.Abs), scalarSecond = [.. vectorSecond];
        AdamUpdate.Step(vector, gradients, vectorFirst, vectorSecond, step);
        AdamUpdate.StepReference(scalar, gradients, scalarFirst, scalarSecond, step);
        AssertSameBits(scalar, vector);
        AssertSameBits(scalarFirst, vectorFirst);
        AssertSameBits(scalarSecond, vectorSecond);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(64)]
    public void VelocitiesOfUnusedParametersBecomeZeroNotSubnormal(int length)
    {
        float[] parameters = new float[length], gradients = new float[length], velocities = new float[length];
        velocities.AsSpan().Fill(1.2e-38f);
        SgdUpdate.Momentum(parameters, gradients, velocities, 0.1f, 0.9f, 0, nesterov: false);
        Assert.All(velocities, velocity => Assert.Equal(0f, velocity));
    }

    [Fact]
    public void NotANumberIsNotHidden()
    {
        float[] parameters = new float[9], gradients = new float[9], velocities = new float[9];
        gradients.AsSpan().Fill(float.NaN);
        SgdUpdate.Momentum(parameters, gradients, velocities, 0.1f, 0.9f, 0, nesterov: false);
        Assert.All(parameters, parameter => Assert.True(float.IsNaN(parameter)));
    }

    [Fact]
    public void DifferentLengthsAreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => SgdUpdate.Plain(new float[8], new float[7], 0.1f, 0));
        Assert.Contains("8", error.Message);
        Assert.Contains("7", error.Message);
        Assert.Throws<ArgumentException>(() => SgdUpdate.Momentum(new float[8], new float[8], new float[9], 0.1f, 0.9f, 0, false));
        Assert.Throws<ArgumentException>(() => AdamUpdate.Step(new float[8], new float[8], new float[8], new float[0], default));
    }

    private static float[] Numbers(int count, ulong stream)
    {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = CounterRandom.Normal(11, stream, (ulong)i);
        return numbers;
    }

    private static void AssertSameBits(float[] expected, float[] actual) =>
        Assert.Equal(Array.ConvertAll(expected, BitConverter.SingleToInt32Bits), Array.ConvertAll(actual, BitConverter.SingleToInt32Bits));
}
