using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>How much the options matter, and what the figure means.</summary>
internal static class ImportanceTable
{
    private const string Formula =
        "The share of the variance of the trials' places (the best has the first) that the option explains by itself: the adjusted R² of the least-squares fit of a parabola in its value (in the "
        + "logarithm, where it was drawn by the logarithm), or of one number for each of its candidates. Trials that were stopped early have the place of what they had reached, which after few epochs may "
        + "mean little; those that diverged share the last place; others without a result do not count. The right column says how often 1,000 random "
        + "exchanges of the places came to as large an R². An option that matters only together with another is not seen, and that an option explains little may also mean that all of its values did.";

    /// <param name="trialCount">How many trials were compared.</param>
    public static IEnumerable<XElement> Draw(ImmutableArray<OptionImportance> options, int trialCount)
    {
        int clear = options.Count(one => one.IsClear);
        string outcome = clear == 0
            ? $"From {trialCount} trials no option can be told from chance."
            : $"From {trialCount} trials; grey is what chance may explain.";
        yield return Markup.Html("p", new XAttribute("class", "note"), outcome);
        yield return Markup.Html(
            "div",
            new XAttribute("class", "scroll"),
            Markup.Html(
                "table",
                new XAttribute("class", "importance"),
                Markup.Html("thead", Markup.Html("tr", Markup.Html("th", "option"), Markup.Html("th", "share explained"), Markup.Html("th", "by chance"))),
                Markup.Html("tbody", options.Select(Row))));
        yield return Markup.Html("p", new XAttribute("class", "note"), Formula);
    }

    private static XElement Row(OptionImportance one) => Markup.Html(
        "tr",
        new XAttribute("class", one.IsClear ? "clear" : "unclear"),
        Markup.Html("td", one.Option.Name),
        one.Share is { } share
            ? Markup.Html(
                "td",
                new XAttribute("class", "share"),
                Markup.Html("span", new XAttribute("class", "bar"), Markup.Html("span", new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"width:{Math.Round(100 * share, 1)}%")))),
                string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} %"))
            : Markup.Html("td", new XAttribute("class", "share"), "too few trials"),
        Markup.Html("td", one.Share is null ? "" : one.Chance < 0.002 ? "less than 0.2 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * one.Chance:F1} %")));
}
