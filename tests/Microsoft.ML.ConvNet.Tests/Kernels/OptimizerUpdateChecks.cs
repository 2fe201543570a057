using System.Numerics;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>The optimizers' vector paths against their scalar twins: equal bits, at every length around the vector width.</summary>
internal static class OptimizerUpdateChecks
{
    public static void CheckAll()
    {
        foreach (int length in Enumerable.Range(0, 4 * Vector<float>.Count + 2).Append(1000))
        {
            CheckPlain(length);
            CheckMomentum(length, share: 1, nesterov: false);
            CheckMomentum(length, share: 0.1f, nesterov: true);
            CheckAdam(length, parameterScale: 1);
            CheckAdam(length, parameterScale: 0.99f);
            CheckRmsProp(length, hasVelocities: false);
            CheckRmsProp(length, hasVelocities: true);
            CheckAdaGrad(length);
            CheckAdaDelta(length);
            CheckL1(length);
        }
    }

    private static void CheckPlain(int length)
    {
        float[] expected = Numbers.Normal(length, seed: 1);
        using var parameters = new KernelBuffer(expected);
        using var gradients = new KernelBuffer(Numbers.Normal(length, seed: 2));
        SgdUpdate.Plain(parameters.Span, gradients.Span, 0.1f, 0.01f);
        SgdUpdate.PlainReference(expected, gradients.Span, 0.1f, 0.01f);
        Numbers.AssertSameBits(expected, parameters.Span, $"SGD of {length}");
    }

    private static void CheckMomentum(int length, float share, bool nesterov)
    {
        float[] expected = Numbers.Normal(length, seed: 1), expectedVelocities = Numbers.Normal(length, seed: 3);
        using var parameters = new KernelBuffer(expected);
        using var gradients = new KernelBuffer(Numbers.Normal(length, seed: 2));
        using var velocities = new KernelBuffer(expectedVelocities);
        SgdUpdate.Momentum(parameters.Span, gradients.Span, velocities.Span, 0.1f, 0.9f, share, 0.01f, nesterov);
        SgdUpdate.MomentumReference(expected, gradients.Span, expectedVelocities, 0.1f, 0.9f, share, 0.01f, nesterov);
        Numbers.AssertSameBits(expected, parameters.Span, $"momentum of {length}, Nesterov {nesterov}");
        Numbers.AssertSameBits(expectedVelocities, velocities.Span, $"velocities of {length}, Nesterov {nesterov}");
    }

    private static void CheckAdam(int length, float parameterScale)
    {
        var step = new AdamStep(0.01f, 0.9f, 0.1f, 0.999f, 0.001f, 0.5f, 1e-8f, 0.01f, parameterScale);
        float[] expected = Numbers.Normal(length, seed: 1), first = Numbers.Normal(length, seed: 3), second = Positive(length);
        using var parameters = new KernelBuffer(expected);
        using var gradients = new KernelBuffer(Numbers.Normal(length, seed: 2));
        using var firstMoments = new KernelBuffer(first);
        using var secondMoments = new KernelBuffer(second);
        AdamUpdate.Step(parameters.Span, gradients.Span, firstMoments.Span, secondMoments.Span, step);
        AdamUpdate.StepReference(expected, gradients.Span, first, second, step);
        Numbers.AssertSameBits(expected, parameters.Span, $"Adam of {length}");
        Numbers.AssertSameBits(first, firstMoments.Span, $"first moments of {length}");
        Numbers.AssertSameBits(second, secondMoments.Span, $"second moments of {length}");
    }

    private static void CheckRmsProp(int length, bool hasVelocities)
    {
        var step = new RmsPropStep(0.01f, 0.99f, 0.01f, 1e-8f, 0.9f, 0.01f);
        float[] expected = Numbers.Normal(length, seed: 1), expectedSquares = Positive(length), expectedVelocities = hasVelocities ? Numbers.Normal(length, seed: 3) : [];
        using var parameters = new KernelBuffer(expected);
        using var gradients = new KernelBuffer(Numbers.Normal(length, seed: 2));
        using var squares = new KernelBuffer(expectedSquares);
        using var velocities = new KernelBuffer(expectedVelocities);
        RmsPropUpdate.Step(parameters.Span, gradients.Span, squares.Span, velocities.Span, step);
        RmsPropUpdate.StepReference(expected, gradients.Span, expectedSquares, expectedVelocities, step);
        Numbers.AssertSameBits(expected, parameters.Span, $"RMSProp of {length}");
        Numbers.AssertSameBits(expectedSquares, squares.Span, $"squares of {length}");
        Numbers.AssertSameBits(expectedVelocities, velocities.Span, $"velocities of {length}");
    }

    private static void CheckAdaGrad(int length)
    {
        float[] expected = Numbers.Normal(length, seed: 1), expectedSquares = Positive(length);
        using var parameters = new KernelBuffer(expected);
        using var gradients = new KernelBuffer(Numbers.Normal(length, seed: 2));
        using var squares = new KernelBuffer(expectedSquares);
        AdaGradUpdate.Step(parameters.Span, gradients.Span, squares.Span, 0.1f, 1e-10f, 0.01f);
        AdaGradUpdate.StepReference(expected, gradients.Span, expectedSquares, 0.1f, 1e-10f, 0.01f);
        Numbers.AssertSameBits(expected, parameters.Span, $"AdaGrad of {length}");
        Numbers.AssertSameBits(expectedSquares, squares.Span, $"squares of {length}");
    }

    private static void CheckAdaDelta(int length)
    {
        var step = new AdaDeltaStep(1, 0.9f, 0.1f, 1e-6f, 0.01f);
        float[] expected = Numbers.Normal(length, seed: 1), expectedSquares = Positive(length), expectedUpdates = Positive(length);
        using var parameters = new KernelBuffer(expected);
        using var gradients = new KernelBuffer(Numbers.Normal(length, seed: 2));
        using var squares = new KernelBuffer(expectedSquares);
        using var updates = new KernelBuffer(expectedUpdates);
        AdaDeltaUpdate.Step(parameters.Span, gradients.Span, squares.Span, updates.Span, step);
        AdaDeltaUpdate.StepReference(expected, gradients.Span, expectedSquares, expectedUpdates, step);
        Numbers.AssertSameBits(expected, parameters.Span, $"AdaDelta of {length}");
        Numbers.AssertSameBits(expectedSquares, squares.Span, $"squares of {length}");
        Numbers.AssertSameBits(expectedUpdates, updates.Span, $"updates of {length}");
    }

    private static void CheckL1(int length)
    {
        float[] values = Numbers.Normal(length, seed: 1), expected = Numbers.Normal(length, seed: 2);
        for (int i = 0; i < length; i += 3) values[i] = i % 2 == 0 ? 0f : -0f;
        using var parameters = new KernelBuffer(values);
        using var gradients = new KernelBuffer(expected);
        GradientPenalty.AddL1(parameters.Span, gradients.Span, 0.3f);
        GradientPenalty.AddL1Reference(values, expected, 0.3f);
        Numbers.AssertSameBits(expected, gradients.Span, $"L1 of {length}");
    }

    private static float[] Positive(int length) => Array.ConvertAll(Numbers.Normal(length, seed: 4), MathF.Abs);
}
