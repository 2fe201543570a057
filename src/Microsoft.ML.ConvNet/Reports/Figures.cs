using System.Globalization;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Figures as text.</summary>
internal static class Figures
{
    /// <summary>A text of bounded length.</summary>
    public static string Shorten(string text, int longest) => text.Length <= longest ? text : $"{text.AsSpan(0, longest - 1).TrimEnd()}…";

    /// <summary>For example <c>97.12 %</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:F2} %");

    /// <summary>A count with separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Three digits that count.</summary>
    public static string Short(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        if (Math.Abs(value) is < 0.0009995 or >= 1e6) return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        int decimals = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15);
        return Math.Round(value, decimals).ToString("#,0.######", CultureInfo.InvariantCulture);
    }

    /// <summary>The value of an option.</summary>
    public static string Value(object value) => value switch
    {
        float or double => Short(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>For example <c>54 s</c>, <c>2 min 5 s</c> or <c>1 h 20 min</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time.TotalSeconds < 9.95) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
        var rounded = TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
        return rounded switch
        {
            { TotalMinutes: < 1 } => $"{rounded.Seconds} s",
            { TotalHours: < 1 } => $"{rounded.Minutes} min {rounded.Seconds} s",
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)rounded.TotalHours} h {rounded.Minutes} min"),
        };
    }
}
