namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Colours of charts, which are drawn on white.</summary>
internal static class Palette
{
    public const string Background = "#ffffff";

    public const string Text = "#222222";

    public const string FaintText = "#595959";

    public const string Grid = "#e3e3e3";

    public const string Frame = "#8c8c8c";

    /// <summary>Lines that are only there for comparison.</summary>
    public const string Faint = "#bdbdbd";

    public const string Fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif";

    /// <summary>
    /// Colours that people with any of the usual deficiencies of colour vision tell apart (Okabe and Ito: Color Universal Design, 2008); their yellow, which is too light for a line on white, is
    /// left out, and orange is a little darker for the same reason.
    /// </summary>
    private static readonly string[] Distinct = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#c98a00", "#333333"];

    /// <summary>How many lines can have a colour of their own.</summary>
    public static int DistinctCount => Distinct.Length;

    /// <summary>The colour of a line; they repeat.</summary>
    public static string Of(int line) => Distinct[line % Distinct.Length];
}
