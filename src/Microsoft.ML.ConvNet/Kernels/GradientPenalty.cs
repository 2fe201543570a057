using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The gradient of an L1 penalty (lasso; Tibshirani, 1996).</summary>
internal static partial class GradientPenalty
{
    /// <summary>g += penalty * sign(w), where the sign of 0 is 0.</summary>
    public static void AddL1(ReadOnlySpan<float> parameters, Span<float> gradients, float penalty)
    {
        KernelArguments.CheckSameLength(parameters.Length, gradients.Length);
        var w = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var plus = new Vector<float>(penalty);
        for (int i = 0; i < w.Length && i < g.Length; i++)
        {
            g[i] += Vector.ConditionalSelect(Vector.GreaterThan(w[i], Vector<float>.Zero), plus, Vector<float>.Zero)
                - Vector.ConditionalSelect(Vector.LessThan(w[i], Vector<float>.Zero), plus, Vector<float>.Zero);
        }

        int done = w.Length * Vector<float>.Count;
        AddL1Reference(parameters[done..], gradients[done..], penalty);
    }
}
