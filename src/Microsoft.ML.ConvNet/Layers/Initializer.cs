using System.Text;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// How a parameter begins: a constant, or random numbers whose variance is gain / n, where n is the number of inputs that an output sums over (fan-in), of outputs
/// that an input takes part in (fan-out), or the mean of both.
/// </summary>
/// <remarks>
/// A value is a pure function of the seed, the parameter's name and its position, by integer and basic floating-point operations only: the same seed gives the
/// same bits on every system, whatever else is in the network.
/// </remarks>
public sealed record Initializer
{
    private enum Distribution
    {
        Constant,
        Uniform,
        Normal,
        Signs,
    }

    private enum Fan
    {
        In,
        Out,
        Mean,
    }

    private readonly Distribution _distribution;
    private readonly Fan _fan;

    // The constant itself, or the gain: variance times n.
    private readonly double _value;

    private Initializer(string name, Distribution distribution, double value, Fan fan = Fan.In)
    {
        Name = name;
        _distribution = distribution;
        _value = value;
        _fan = fan;
    }

    /// <summary>The name in JSON definitions, for example <c>he-normal</c>.</summary>
    public string Name { get; }

    /// <summary>All values 0.</summary>
    public static Initializer Zeros { get; } = new("zeros", Distribution.Constant, 0);

    /// <summary>All values 1.</summary>
    public static Initializer Ones { get; } = new("ones", Distribution.Constant, 1);

    /// <summary>Uniform between -1/sqrt(n) and 1/sqrt(n), n the fan-in: PyTorch's default.</summary>
    public static Initializer Uniform { get; } = new("uniform", Distribution.Uniform, 1.0 / 3);

    /// <summary>Normal with standard deviation 1/sqrt(n), n the fan-in (LeCun).</summary>
    public static Initializer Normal { get; } = new("normal", Distribution.Normal, 1);

    /// <summary>Uniform with variance 2/(fan-in + fan-out) (Glorot and Bengio, 2010): for tanh and linear layers.</summary>
    public static Initializer GlorotUniform { get; } = new("glorot-uniform", Distribution.Uniform, 1, Fan.Mean);

    /// <summary>Normal with variance 2/(fan-in + fan-out) (Glorot and Bengio, 2010).</summary>
    public static Initializer GlorotNormal { get; } = new("glorot-normal", Distribution.Normal, 1, Fan.Mean);

    /// <summary>Uniform with variance 2/fan-in (He et al., 2015): for layers before ReLU.</summary>
    public static Initializer HeUniform { get; } = new("he-uniform", Distribution.Uniform, 2);

    /// <summary>Normal with variance 2/fan-in (He et al., 2015): for layers before ReLU.</summary>
    public static Initializer HeNormal { get; } = new("he-normal", Distribution.Normal, 2);

    /// <summary>Uniform with variance 2/fan-out (He et al., 2015).</summary>
    public static Initializer HeUniformFanOut { get; } = new("he-uniform-fan-out", Distribution.Uniform, 2, Fan.Out);

    /// <summary>Normal with variance 2/fan-out (He et al., 2015).</summary>
    public static Initializer HeNormalFanOut { get; } = new("he-normal-fan-out", Distribution.Normal, 2, Fan.Out);

    /// <summary>1 or -1, each with probability one half: codes for <see cref="RadialBasisLayer"/>.</summary>
    public static Initializer Signs { get; } = new("signs", Distribution.Signs, 1);

    /// <summary>All initializers.</summary>
    public static IReadOnlyList<Initializer> All { get; } =
        [Zeros, Ones, Uniform, Normal, GlorotUniform, GlorotNormal, HeUniform, HeNormal, HeUniformFanOut, HeNormalFanOut, Signs];

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The initializer of that name, or null.</summary>
    internal static Initializer? Find(string name) => All.FirstOrDefault(initializer => initializer.Name == name);

    /// <summary>Writes a parameter's initial values.</summary>
    /// <param name="parameterName">Full name in the network, for example <c>conv1.weight</c>: it selects the random stream.</param>
    internal void Fill(Span<float> values, ulong seed, string parameterName, long fanIn, long fanOut)
    {
        if (_distribution == Distribution.Constant)
        {
            values.Fill((float)_value);
            return;
        }

        ulong stream = Stream(parameterName);
        if (_distribution == Distribution.Signs)
        {
            for (int i = 0; i < values.Length; i++) values[i] = CounterRandom.Uniform(seed, stream, (ulong)i) < 0.5f ? -1 : 1;
            return;
        }

        double n = _fan switch { Fan.In => fanIn, Fan.Out => fanOut, _ => (fanIn + fanOut) / 2.0 };
        double variance = _value / n;
        if (_distribution == Distribution.Normal)
        {
            float deviation = (float)Math.Sqrt(variance);
            for (int i = 0; i < values.Length; i++) values[i] = deviation * CounterRandom.Normal(seed, stream, (ulong)i);
        }
        else
        {
            // A uniform number in [-b, b) has the variance b^2 / 3.
            float bound = (float)Math.Sqrt(3 * variance);
            for (int i = 0; i < values.Length; i++) values[i] = bound * (2 * CounterRandom.Uniform(seed, stream, (ulong)i) - 1);
        }
    }

    // FNV-1a (64 bits) of the UTF-8 bytes: string.GetHashCode differs from process to process.
    private static ulong Stream(string name)
    {
        ulong hash = 0xCBF29CE484222325UL;
        foreach (byte value in Encoding.UTF8.GetBytes(name)) hash = (hash ^ value) * 0x100000001B3UL;
        return hash;
    }
}
