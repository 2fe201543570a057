using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The parameter update of stochastic gradient descent, with the formulas of PyTorch's SGD.</summary>
/// <remarks>
/// The updates read and write each value once, so memory bounds them: multiplications and additions are left unfused, which costs nothing and makes every
/// lane equal to the scalar twin bit by bit, whatever the vector width and wherever a range is cut.
/// </remarks>
internal static partial class SgdUpdate
{
    /// <summary>w -= rate * (g + decay * w).</summary>
    public static void Plain(Span<float> parameters, ReadOnlySpan<float> gradients, float learningRate, float weightDecay)
    {
        KernelArguments.CheckSameLength(parameters.Length, gradients.Length);
        var w = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var rate = new Vector<float>(learningRate);
        var decay = new Vector<float>(weightDecay);
        for (int i = 0; i < w.Length && i < g.Length; i++)
            w[i] -= rate * (g[i] + decay * w[i]);

        int done = w.Length * Vector<float>.Count;
        PlainReference(parameters[done..], gradients[done..], learningRate, weightDecay);
    }

    /// <summary>d = share * (g + decay * w); v = momentum * v + d; w -= rate * v, or with Nesterov w -= rate * (d + momentum * v).</summary>
    /// <param name="share">1, or 1 - momentum for the velocity as an exponential average.</param>
    public static void Momentum(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> velocities, float learningRate, float momentum, float share, float weightDecay, bool nesterov)
    {
        KernelArguments.CheckSameLength(parameters.Length, gradients.Length, velocities.Length);
        var w = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        var g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var v = MemoryMarshal.Cast<float, Vector<float>>(velocities);
        var rate = new Vector<float>(learningRate);
        var keep = new Vector<float>(momentum);
        var decay = new Vector<float>(weightDecay);
        var part = new Vector<float>(share);
        for (int i = 0; i < w.Length && i < g.Length && i < v.Length; i++)
        {
            var direction = part * (g[i] + decay * w[i]);
            var velocity = Subnormals.Flush(keep * v[i] + direction);
            v[i] = velocity;
            w[i] -= rate * (nesterov ? direction + keep * velocity : velocity);
        }

        int done = w.Length * Vector<float>.Count;
        MomentumReference(parameters[done..], gradients[done..], velocities[done..], learningRate, momentum, share, weightDecay, nesterov);
    }
}
