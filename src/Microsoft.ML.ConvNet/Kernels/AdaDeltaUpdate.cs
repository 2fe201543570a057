using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The scalars of one step of AdaDelta, each rounded to single precision once.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Decay">Decay of both running means, rho.</param>
/// <param name="OneMinusDecay">Weight of what is new in them.</param>
/// <param name="Epsilon">Added to both running means under their roots.</param>
/// <param name="WeightDecay">L2 penalty, added to the gradient.</param>
internal readonly record struct AdaDeltaStep(float Rate, float Decay, float OneMinusDecay, float Epsilon, float WeightDecay);

/// <summary>The parameter update of AdaDelta (Zeiler, 2012), with the formulas of PyTorch's Adadelta.</summary>
/// <remarks>Unfused arithmetic for the reason that <see cref="SgdUpdate"/> gives: bit-equal to the scalar twin.</remarks>
internal static partial class AdaDeltaUpdate
{
    /// <summary>
    /// d = g + decay * w; s = rho * s + (1 - rho) * d * d; u = sqrt(a + epsilon) / sqrt(s + epsilon) * d; a = rho * a + (1 - rho) * u * u; w -= rate * u.
    /// </summary>
    /// <param name="squares">s, of the gradients.</param>
    /// <param name="updates">a, of the updates.</param>
    public static void Step(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> squares, Span<float> updates, in AdaDeltaStep step)
    {
        KernelArguments.CheckSameLength(parameters.Length, gradients.Length, squares.Length, updates.Length);
        var w = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var s = MemoryMarshal.Cast<float, Vector<float>>(squares);
        var a = MemoryMarshal.Cast<float, Vector<float>>(updates);
        var rate = new Vector<float>(step.Rate);
        var decay = new Vector<float>(step.Decay);
        var oneMinusDecay = new Vector<float>(step.OneMinusDecay);
        var epsilon = new Vector<float>(step.Epsilon);
        var weightDecay = new Vector<float>(step.WeightDecay);
        for (int i = 0; i < w.Length && i < g.Length && i < s.Length && i < a.Length; i++)
        {
            var direction = g[i] + weightDecay * w[i];
            var square = Subnormals.Flush(decay * s[i] + oneMinusDecay * direction * direction);
            s[i] = square;
            var update = Vector.SquareRoot(a[i] + epsilon) / Vector.SquareRoot(square + epsilon) * direction;
            a[i] = Subnormals.Flush(decay * a[i] + oneMinusDecay * update * update);
            w[i] -= rate * update;
        }

        int done = w.Length * Vector<float>.Count;
        StepReference(parameters[done..], gradients[done..], squares[done..], updates[done..], step);
    }
}
