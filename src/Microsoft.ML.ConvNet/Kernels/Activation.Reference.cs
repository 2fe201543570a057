using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision.
internal static partial class Activation
{
    /// <summary>f(x).</summary>
    public static T ForwardReference<T>(T x, ActivationKind kind)
        where T : IFloatingPointIeee754<T> => kind switch
        {
            ActivationKind.Identity => x,
            ActivationKind.ReLU => T.Max(T.Zero, x),
            ActivationKind.Tanh => T.Tanh(x),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };

    /// <summary>f'(x) from y = f(x); 0 at ReLU's kink.</summary>
    public static T BackwardReference<T>(T y, ActivationKind kind)
        where T : IFloatingPointIeee754<T> => kind switch
        {
            ActivationKind.Identity => T.One,
            ActivationKind.ReLU => y > T.Zero ? T.One : T.Zero,
            ActivationKind.Tanh => T.One - y * y,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
}
