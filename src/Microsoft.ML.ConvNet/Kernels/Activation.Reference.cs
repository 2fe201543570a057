using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins: the definitions, in any precision.
internal static partial class Activation
{
    /// <summary>f(x).</summary>
    public static T ForwardReference<T>(T x, ActivationFunction function)
        where T : IFloatingPointIeee754<T>
    {
        T two = Number<T>(2), three = Number<T>(3), six = Number<T>(6), parameter = Number<T>(function.Parameter);
        return function.Kind switch
        {
            ActivationKind.Identity => x,
            ActivationKind.ReLU => T.Max(T.Zero, x),
            ActivationKind.ReLU6 => T.Min(T.Max(T.Zero, x), six),
            ActivationKind.LeakyReLU => x > T.Zero ? x : parameter * x,
            ActivationKind.ELU => x > T.Zero ? x : parameter * ExpMinusOne(x),
            ActivationKind.Tanh => T.Tanh(x),
            ActivationKind.Sigmoid => Sigmoid(x),
            ActivationKind.HardSigmoid => T.Min(T.Max(T.Zero, x + three), six) / six,
            ActivationKind.SiLU => x * Sigmoid(x),
            ActivationKind.HardSwish => x * (T.Min(T.Max(T.Zero, x + three), six) / six),
            ActivationKind.GELU => x * NormalDistribution(x),
            ActivationKind.GELUTanh => x * Sigmoid(two * GELUArgument(x)),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
        };
    }

    /// <summary>f'(x). At a kink it is the slope on the left of ReLU, LeakyReLU and ELU, and the slope outside where both ends are straight.</summary>
    public static T BackwardReference<T>(T x, ActivationFunction function)
        where T : IFloatingPointIeee754<T>
    {
        T two = Number<T>(2), three = Number<T>(3), six = Number<T>(6), parameter = Number<T>(function.Parameter);
        return function.Kind switch
        {
            ActivationKind.Identity => T.One,
            ActivationKind.ReLU => x > T.Zero ? T.One : T.Zero,
            ActivationKind.ReLU6 => x > T.Zero && x < six ? T.One : T.Zero,
            ActivationKind.LeakyReLU => x > T.Zero ? T.One : parameter,
            ActivationKind.ELU => x > T.Zero ? T.One : parameter * T.Exp(x),
            ActivationKind.Tanh => T.One - T.Tanh(x) * T.Tanh(x),
            ActivationKind.Sigmoid => Sigmoid(x) * Sigmoid(-x),
            ActivationKind.HardSigmoid => x > -three && x < three ? T.One / six : T.Zero,
            ActivationKind.SiLU => Sigmoid(x) * (T.One + x * Sigmoid(-x)),
            ActivationKind.HardSwish => x <= -three ? T.Zero : x < three ? x / three + T.One / two : T.One,
            ActivationKind.GELU => NormalDistribution(x) + x * NormalDensity(x),
            ActivationKind.GELUTanh => GELUTanhSlope(x),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, null),
        };
    }

    private static T Number<T>(double value)
        where T : IFloatingPointIeee754<T> => T.CreateChecked(value);

    /// <summary>e^x - 1; near zero, where that would cancel, 2 e^(x/2) sinh(x/2).</summary>
    private static T ExpMinusOne<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        var two = Number<T>(2);
        return T.Abs(x) > T.One ? T.Exp(x) - T.One : two * T.Exp(x / two) * T.Sinh(x / two);
    }

    private static T Sigmoid<T>(T x)
        where T : IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));

    private static T GELUArgument<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Sqrt(Number<T>(2) / T.Pi) * (x + Number<T>(0.044715) * x * x * x);

    private static T GELUTanhSlope<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        var two = Number<T>(2);
        T s = Sigmoid(two * GELUArgument(x)), rest = Sigmoid(-two * GELUArgument(x));
        var slope = T.Sqrt(two / T.Pi) * (T.One + Number<T>(3 * 0.044715) * x * x);
        return rest == T.Zero || s == T.Zero ? s : s + x * s * rest * two * slope;
    }

    private static T NormalDensity<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Exp(-x * x / Number<T>(2)) / T.Sqrt(T.Tau);

    /// <summary>
    /// The normal distribution function: 1/2 + density * (x + x^3/3 + x^5/(3*5) + ...) (Marsaglia, 2004), and far out, where that would cancel, density over the
    /// continued fraction t + 1/(t + 2/(t + 3/(t + ...))) (Laplace).
    /// </summary>
    private static T NormalDistribution<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        if (T.IsNaN(x)) return x;
        var t = T.Abs(x);
        if (t > Number<T>(4))
        {
            var fraction = t;
            for (int k = 100; k >= 1; k--) fraction = t + Number<T>(k) / fraction;
            var tail = NormalDensity(x) / fraction;
            return x > T.Zero ? T.One - tail : tail;
        }

        T term = x, sum = x;
        for (int k = 3; sum + term != sum; k += 2)
        {
            term *= x * x / Number<T>(k);
            sum += term;
        }

        return T.One / Number<T>(2) + NormalDensity(x) * sum;
    }
}
