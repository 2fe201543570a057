using System.Globalization;
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
        TruncatedNormal,
        Signs,
    }

    private enum Fan
    {
        In,
        Out,
        Mean,

        /// <summary>The variance is what was given, whatever the layer's size.</summary>
        None,
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

    /// <summary>Uniform between -1/sqrt(n) and 1/sqrt(n), n the fan-out: EfficientNet's last layer.</summary>
    public static Initializer UniformFanOut { get; } = new("uniform-fan-out", Distribution.Uniform, 1.0 / 3, Fan.Out);

    /// <summary>1 or -1, each with probability one half: codes for <see cref="RadialBasisLayer"/>.</summary>
    public static Initializer Signs { get; } = new("signs", Distribution.Signs, 1);

    /// <summary>Normal with this standard deviation whatever the layer's size, as AlexNet's and VGG's papers have it (0.01).</summary>
    /// <param name="deviation">The standard deviation, more than 0; the name has it too: <c>normal(0.01)</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviation"/> is not a positive number.</exception>
    public static Initializer NormalOf(float deviation) => OfDeviation("normal", Distribution.Normal, deviation);

    /// <summary>As <see cref="NormalOf"/>, with numbers beyond two standard deviations drawn again.</summary>
    /// <param name="deviation">The standard deviation before anything is left out, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deviation"/> is not a positive number.</exception>
    public static Initializer TruncatedNormalOf(float deviation) => OfDeviation("truncated-normal", Distribution.TruncatedNormal, deviation);

    /// <summary>All initializers but those of a given deviation.</summary>
    public static IReadOnlyList<Initializer> All { get; } =
        [Zeros, Ones, Uniform, Normal, GlorotUniform, GlorotNormal, HeUniform, HeNormal, HeUniformFanOut, HeNormalFanOut, UniformFanOut, Signs];

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>All values the same; for layers that have the value among their own properties.</summary>
    internal static Initializer Constant(float value) => new("constant", Distribution.Constant, value);

    /// <summary>The initializer of that name, or null.</summary>
    internal static Initializer? Find(string name)
    {
        if (All.FirstOrDefault(initializer => initializer.Name == name) is { } known) return known;
        if (name.IndexOf('(') is not (> 0 and var bracket) || name[^1] != ')') return null;
        if (!float.TryParse(name.AsSpan(bracket + 1, name.Length - bracket - 2), NumberStyles.Float, CultureInfo.InvariantCulture, out float deviation)) return null;
        if (!(deviation > 0 && float.IsFinite(deviation))) return null;
        return name[..bracket] switch { "normal" => NormalOf(deviation), "truncated-normal" => TruncatedNormalOf(deviation), _ => null };
    }

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

        double n = _fan switch { Fan.In => fanIn, Fan.Out => fanOut, Fan.None => 1, _ => (fanIn + fanOut) / 2.0 };
        double variance = _value / n;
        if (_distribution == Distribution.TruncatedNormal)
        {
            float deviation = (float)Math.Sqrt(variance);
            for (int i = 0; i < values.Length; i++) values[i] = deviation * TruncatedNormal(seed, stream, (ulong)i);
        }
        else if (_distribution == Distribution.Normal)
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

    private static Initializer OfDeviation(string name, Distribution distribution, float deviation)
    {
        if (!(deviation > 0 && float.IsFinite(deviation)))
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, $"A standard deviation must be more than 0, but is {deviation}.");
        return new Initializer(string.Create(CultureInfo.InvariantCulture, $"{name}({deviation:R})"), distribution, (double)deviation * deviation, Fan.None);
    }

    // Further draws of an element come from streams of its own. One in 22 is drawn again.
    private static float TruncatedNormal(ulong seed, ulong stream, ulong index)
    {
        float value = CounterRandom.Normal(seed, stream, index);
        for (ulong draw = 1; Math.Abs(value) > 2; draw++) value = CounterRandom.Normal(seed, CounterRandom.Hash(seed, stream, draw), index);
        return value;
    }

    // FNV-1a (64 bits) of the UTF-8 bytes: string.GetHashCode differs from process to process.
    internal static ulong Stream(string name)
    {
        ulong hash = 0xCBF29CE484222325UL;
        foreach (byte value in Encoding.UTF8.GetBytes(name)) hash = (hash ^ value) * 0x100000001B3UL;
        return hash;
    }
}
