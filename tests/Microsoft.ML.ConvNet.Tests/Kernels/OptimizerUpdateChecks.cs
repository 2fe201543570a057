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
            CheckMomentum(length, nesterov: false);
            CheckMomentum(length, nesterov: true);
            CheckAdam(length);
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

    private static void CheckMomentum(int length, bool nesterov)
    {
        float[] expected = Numbers.Normal(length, seed: 1), expectedVelocities = Numbers.Normal(length, seed: 3);
        using var parameters = new KernelBuffer(expected);
        using var gradients = new KernelBuffer(Numbers.Normal(length, seed: 2));
        using var velocities = new KernelBuffer(expectedVelocities);
        SgdUpdate.Momentum(parameters.Span, gradients.Span, velocities.Span, 0.1f, 0.9f, 0.01f, nesterov);
        SgdUpdate.MomentumReference(expected, gradients.Span, expectedVelocities, 0.1f, 0.9f, 0.01f, nesterov);
        Numbers.AssertSameBits(expected, parameters.Span, $"momentum of {length}, Nesterov {nesterov}");
        Numbers.AssertSameBits(expectedVelocities, velocities.Span, $"velocities of {length}, Nesterov {nesterov}");
    }

    private static void CheckAdam(int length)
    {
        var step = new AdamStep(0.01f, 0.9f, 0.1f, 0.999f, 0.001f, 0.5f, 1e-8f, 0.01f);
        float[] expected = Numbers.Normal(length, seed: 1), first = Numbers.Normal(length, seed: 3), second = Array.ConvertAll(Numbers.Normal(length, seed: 4), MathF.Abs);
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
}
