using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>The worst mistakes as pictures.</summary>
internal static class MistakeGallery
{
    public static XElement Draw(Confusion confusion) =>
        Markup.Html("div", new XAttribute("class", "gallery"), confusion.WorstMistakes.Select(mistake => Draw(confusion, mistake)));

    private static XElement Draw(Confusion confusion, Mistake mistake)
    {
        string truth = confusion.Classes[mistake.Truth], guess = confusion.Classes[mistake.Guess];
        string what = mistake.Picture?.Path is { } path ? path : string.Create(CultureInfo.InvariantCulture, $"row {mistake.Row + 1}");
        XElement picture = mistake.Picture?.Embed() is var (address, isSmall)
            ? Markup.Html("img", isSmall ? new XAttribute("class", "small") : null, new XAttribute("src", address), new XAttribute("alt", $"{truth}, taken for {guess}"))
            : Markup.Html("div", new XAttribute("class", "missing"), "no picture");
        return Markup.Html(
            "figure",
            Markup.Html("div", new XAttribute("class", "picture"), picture),
            Markup.Html(
                "figcaption",
                Line("wrong", guess, $"{Percent(mistake.Probability)}", $"taken for {guess}"),
                Line("right", truth, $"{Percent(mistake.TruthProbability)}", $"is {truth}"),
                Markup.Html("div", new XAttribute("class", "file"), new XAttribute("title", what), Path.GetFileName(what))));
    }

    private static XElement Line(string kind, string name, string probability, string title) => Markup.Html(
        "div",
        new XAttribute("class", kind),
        new XAttribute("title", title),
        Markup.Html("span", new XAttribute("class", "name"), name),
        Markup.Html("span", new XAttribute("class", "probability"), probability));

    private static string Percent(float share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:F1} %");
}
