using System.Globalization;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>An option as an axis.</summary>
internal sealed class OptionScale(ConvNetSearchOption option)
{
    private readonly string[] _candidates = [.. option.Candidates.Select(Figures.Value)];

    /// <summary>The name without those around it, Strength for Augmentation.Strength, if no other option has the same.</summary>
    public static string ShortName(ConvNetSearchOption option, IEnumerable<ConvNetSearchOption> options)
    {
        string name = Last(option);
        return options.Count(other => Last(other) == name) == 1 ? name : option.Name;

        static string Last(ConvNetSearchOption one) => one.Name[(one.Name.LastIndexOf('.') + 1)..];
    }

    /// <summary>Where a value is: of a range, 0 at its beginning and 1 at its end, by the logarithm if it is logarithmic; of a choice, the number of the candidate, from 0.</summary>
    public double Position(object value)
    {
        if (!option.IsRange) return Array.IndexOf(_candidates, Figures.Value(value));
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return option.IsLogarithmic
            ? Math.Log(number / option.Minimum) / Math.Log(option.Maximum / option.Minimum)
            : (number - option.Minimum) / (option.Maximum - option.Minimum);
    }

    /// <summary>The number of a value on <see cref="Axis"/>.</summary>
    public double Number(object value) => option.IsRange ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : Position(value);

    /// <summary>An axis from the least to the largest value, or with all candidates.</summary>
    /// <param name="width">In pixels.</param>
    public Axis Axis(double width)
    {
        if (!option.IsRange) return Reports.Axis.Names(_candidates, (int)Math.Max(4, width / _candidates.Length / 7));
        return option.IsLogarithmic ? Reports.Axis.Logarithmic(option.Minimum, option.Maximum) : Reports.Axis.Linear(option.Minimum, option.Maximum, 5);
    }
}
