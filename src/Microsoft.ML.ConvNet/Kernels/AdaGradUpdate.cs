using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The parameter update of AdaGrad (Duchi, Hazan and Singer, 2011), with the formulas of PyTorch's Adagrad.</summary>
/// <remarks>Unfused arithmetic for the reason that <see cref="SgdUpdate"/> gives: bit-equal to the scalar twin.</remarks>
internal static partial class AdaGradUpdate
{
    /// <summary>d = g + decay * w; s = s + d * d; w -= rate * d / (sqrt(s) + epsilon).</summary>
    public static void Step(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> squares, float learningRate, float epsilon, float weightDecay)
    {
        KernelArguments.CheckSameLength(parameters.Length, gradients.Length, squares.Length);
        var w = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var s = MemoryMarshal.Cast<float, Vector<float>>(squares);
        var rate = new Vector<float>(learningRate);
        var smallest = new Vector<float>(epsilon);
        var decay = new Vector<float>(weightDecay);
        for (int i = 0; i < w.Length && i < g.Length && i < s.Length; i++)
        {
            var direction = g[i] + decay * w[i];
            var square = s[i] + direction * direction;
            s[i] = square;
            w[i] -= rate * direction / (Vector.SquareRoot(square) + smallest);
        }

        int done = w.Length * Vector<float>.Count;
        StepReference(parameters[done..], gradients[done..], squares[done..], learningRate, epsilon, weightDecay);
    }
}
