using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The scalars of one step of RMSProp, each rounded to single precision once.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Decay">Decay of the running mean of squared gradients.</param>
/// <param name="OneMinusDecay">Weight of the new squared gradient.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="Momentum">Share of the velocity that is kept; without velocities it is not used.</param>
/// <param name="WeightDecay">L2 penalty, added to the gradient.</param>
internal readonly record struct RmsPropStep(float Rate, float Decay, float OneMinusDecay, float Epsilon, float Momentum, float WeightDecay);

/// <summary>The parameter update of RMSProp (Tieleman and Hinton, 2012), with the formulas of PyTorch's RMSprop.</summary>
/// <remarks>Unfused arithmetic for the reason that <see cref="SgdUpdate"/> gives: bit-equal to the scalar twin.</remarks>
internal static partial class RmsPropUpdate
{
    /// <summary>d = g + decay * w; s = rho * s + (1 - rho) * d * d; q = d / (sqrt(s) + epsilon); with velocities v = momentum * v + q and w -= rate * v, else w -= rate * q.</summary>
    /// <param name="velocities">Empty for none.</param>
    public static void Step(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> squares, Span<float> velocities, in RmsPropStep step)
    {
        KernelArguments.CheckSameLength(parameters.Length, gradients.Length, squares.Length, velocities.IsEmpty ? parameters.Length : velocities.Length);
        var w = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var s = MemoryMarshal.Cast<float, Vector<float>>(squares);
        var v = MemoryMarshal.Cast<float, Vector<float>>(velocities);
        var rate = new Vector<float>(step.Rate);
        var decay = new Vector<float>(step.Decay);
        var oneMinusDecay = new Vector<float>(step.OneMinusDecay);
        var epsilon = new Vector<float>(step.Epsilon);
        var momentum = new Vector<float>(step.Momentum);
        var weightDecay = new Vector<float>(step.WeightDecay);
        for (int i = 0; i < w.Length && i < g.Length && i < s.Length; i++)
        {
            var direction = g[i] + weightDecay * w[i];
            var square = Subnormals.Flush(decay * s[i] + oneMinusDecay * direction * direction);
            s[i] = square;
            var quotient = direction / (Vector.SquareRoot(square) + epsilon);
            if (i < v.Length) quotient = v[i] = Subnormals.Flush(momentum * v[i] + quotient);
            w[i] -= rate * quotient;
        }

        int done = w.Length * Vector<float>.Count;
        StepReference(parameters[done..], gradients[done..], squares[done..], velocities.IsEmpty ? velocities : velocities[done..], step);
    }
}
