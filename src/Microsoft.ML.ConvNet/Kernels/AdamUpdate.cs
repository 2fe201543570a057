using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The scalars of one Adam step, each rounded to single precision once as PyTorch does.</summary>
/// <param name="StepSize">Learning rate over the bias correction of the first moment.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="OneMinusBeta1">Weight of the new gradient.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="OneMinusBeta2">Weight of the new squared gradient.</param>
/// <param name="SecondCorrection">Square root of the bias correction of the second moment.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="WeightDecay">L2 penalty, added to the gradient.</param>
/// <param name="ParameterScale">What the parameters are multiplied by before: 1, or less for decoupled weight decay.</param>
internal readonly record struct AdamStep(
    float StepSize, float Beta1, float OneMinusBeta1, float Beta2, float OneMinusBeta2, float SecondCorrection, float Epsilon, float WeightDecay,
    float ParameterScale);

/// <summary>The parameter update of Adam (Kingma and Ba, 2015), with the formulas of PyTorch's Adam.</summary>
/// <remarks>Unfused arithmetic for the reason that <see cref="SgdUpdate"/> gives: bit-equal to the scalar twin.</remarks>
internal static partial class AdamUpdate
{
    /// <summary>
    /// d = g + decay * w; w *= scale; m = beta1 * m + (1 - beta1) * d; v = beta2 * v + (1 - beta2) * d * d; w -= stepSize * m / (sqrt(v) / secondCorrection + epsilon).
    /// </summary>
    public static void Step(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments, in AdamStep step)
    {
        KernelArguments.CheckSameLength(parameters.Length, gradients.Length, firstMoments.Length, secondMoments.Length);
        var w = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var m = MemoryMarshal.Cast<float, Vector<float>>(firstMoments);
        var v = MemoryMarshal.Cast<float, Vector<float>>(secondMoments);
        var stepSize = new Vector<float>(step.StepSize);
        var beta1 = new Vector<float>(step.Beta1);
        var oneMinusBeta1 = new Vector<float>(step.OneMinusBeta1);
        var beta2 = new Vector<float>(step.Beta2);
        var oneMinusBeta2 = new Vector<float>(step.OneMinusBeta2);
        var correction = new Vector<float>(step.SecondCorrection);
        var epsilon = new Vector<float>(step.Epsilon);
        var decay = new Vector<float>(step.WeightDecay);
        var scale = new Vector<float>(step.ParameterScale);
        for (int i = 0; i < w.Length && i < g.Length && i < m.Length && i < v.Length; i++)
        {
            var direction = g[i] + decay * w[i];
            var first = Subnormals.Flush(beta1 * m[i] + oneMinusBeta1 * direction);
            var second = Subnormals.Flush(beta2 * v[i] + oneMinusBeta2 * direction * direction);
            m[i] = first;
            v[i] = second;
            w[i] = scale * w[i] - stepSize * first / (Vector.SquareRoot(second) / correction + epsilon);
        }

        int done = w.Length * Vector<float>.Count;
        StepReference(parameters[done..], gradients[done..], firstMoments[done..], secondMoments[done..], step);
    }
}
