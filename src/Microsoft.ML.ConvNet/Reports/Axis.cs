using System.Collections.Immutable;
using System.Globalization;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Which values an axis shows, and which of them bear labels: round ones.</summary>
internal sealed class Axis
{
    /// <summary>The steps between labels, within a power of ten.</summary>
    private static readonly double[] RoundSteps = [1, 2, 5, 10];

    private Axis(double minimum, double maximum, bool isLogarithmic, ImmutableArray<AxisTick> ticks)
    {
        Minimum = minimum;
        Maximum = maximum;
        IsLogarithmic = isLogarithmic;
        Ticks = ticks;
    }

    /// <summary>The value at the beginning of the axis.</summary>
    public double Minimum { get; }

    /// <summary>The value at its end.</summary>
    public double Maximum { get; }

    public bool IsLogarithmic { get; }

    /// <summary>The values with labels, in rising order; all within the axis.</summary>
    public ImmutableArray<AxisTick> Ticks { get; }

    /// <summary>An axis that begins and ends with a label.</summary>
    /// <param name="minimum">The least value to show.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="steps">About how many steps between labels there is room for.</param>
    /// <param name="lowest">A bound that the axis does not pass; the least value does not either.</param>
    /// <param name="highest">The same at the other end; both bounds are round.</param>
    public static Axis Linear(double minimum, double maximum, int steps, double lowest = double.NegativeInfinity, double highest = double.PositiveInfinity)
    {
        if (maximum - minimum <= 1e-9 * Math.Max(Math.Abs(minimum), Math.Abs(maximum)))
        {
            // All values are the same: some room around it.
            double room = minimum == 0 ? 1 : Math.Abs(minimum) / 10;
            (minimum, maximum) = (Math.Max(lowest, minimum - room), Math.Min(highest, maximum + room));
        }

        double step = RoundStep((maximum - minimum) / steps);
        long first = (long)Math.Floor(minimum / step + 1e-9);
        long last = (long)Math.Ceiling(maximum / step - 1e-9);
        var ticks = Multiples(step, first, last);
        return new Axis(ticks[0].Value, ticks[^1].Value, false, ticks);
    }

    /// <summary>An axis whose steps are factors; all values are above 0.</summary>
    public static Axis Logarithmic(double minimum, double maximum)
    {
        int lowestPower = (int)Math.Floor(Math.Log10(minimum) + 1e-9);
        int highestPower = (int)Math.Ceiling(Math.Log10(maximum) - 1e-9);
        double[] candidates =
        [
            .. Enumerable.Range(lowestPower, highestPower - lowestPower + 1).SelectMany(power => RoundSteps.SkipLast(1).Select(one => one * Math.Pow(10, power))),
        ];
        double low = candidates.Last(value => value <= minimum * (1 + 1e-9));
        double high = candidates.FirstOrDefault(value => value >= maximum * (1 - 1e-9) && value > low, candidates[^1]);
        double powers = Math.Log10(high / low);
        int everyPower = Math.Max(1, (int)Math.Ceiling(powers / 6));
        var ticks = candidates.Where(value => value >= low && value <= high);
        if (powers > 2.5) ticks = ticks.Where(value => IsPower(value, everyPower));
        return new Axis(low, high, true, [.. ticks.Select(value => new AxisTick(value, Short(value)))]);
    }

    /// <summary>An axis of counts from 1, epochs say; it ends at the last, whether that is round or not.</summary>
    public static Axis Counts(int last, int steps)
    {
        if (last == 1) return new Axis(0, 2, false, [new AxisTick(1, "1")]);
        double step = Math.Max(1, RoundStep((last - 1.0) / steps));
        var ticks = Multiples(step, 1, (long)(last / step));
        if (step > 1) ticks = ticks.Insert(0, new AxisTick(1, "1"));
        return new Axis(1, last, false, ticks);
    }

    /// <summary>An axis of names: the first is at 0, the next at 1.</summary>
    /// <param name="longest">The most letters of a name there is room for.</param>
    public static Axis Names(IReadOnlyList<string> names, int longest) =>
        new(-0.5, names.Count - 0.5, false, [.. names.Select((name, i) => new AxisTick(i, Figures.Shorten(name, longest)))]);

    /// <summary>Where on the axis a value is: 0 at the beginning, 1 at the end.</summary>
    public double Share(double value) => IsLogarithmic
        ? Math.Log(value / Minimum) / Math.Log(Maximum / Minimum)
        : (value - Minimum) / (Maximum - Minimum);

    /// <summary>The smallest round step that is not below this.</summary>
    private static double RoundStep(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return RoundSteps.First(one => one * power >= least * (1 - 1e-9)) * power;
    }

    private static ImmutableArray<AxisTick> Multiples(double step, long first, long last)
    {
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        bool isLong = decimals > 4 || step >= 1e6;
        var ticks = ImmutableArray.CreateBuilder<AxisTick>();
        for (long i = first; i <= last; i++)
        {
            // Of the factor and not by addition, whose error would grow.
            double value = decimals is > 0 and <= 15 ? Math.Round(i * step, decimals) : i * step;
            ticks.Add(new AxisTick(value, value == 0 ? "0" : isLong ? Short(value) : value.ToString($"N{decimals}", CultureInfo.InvariantCulture)));
        }

        return ticks.ToImmutable();
    }

    private static bool IsPower(double value, int every)
    {
        double power = Math.Log10(value);
        return Math.Abs(power - Math.Round(power)) < 1e-6 && (int)Math.Round(power) % every == 0;
    }

    private static string Short(double value) => value != 0 && Math.Abs(value) is < 0.00095 or >= 1e6
        ? value.ToString("0.##e0", CultureInfo.InvariantCulture)
        : value.ToString("#,0.#####", CultureInfo.InvariantCulture);
}
