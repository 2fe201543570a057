using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>A confusion matrix as a table with numbers, or of many classes as a picture with a list of the most frequent confusions.</summary>
internal static class ConfusionCharts
{
    private const int MostClassesInTable = 20;

    /// <summary>More rows and columns cannot be labelled.</summary>
    private const int MostNames = 120;

    private const int LongestName = 28;
    private const int ListedConfusions = 15;
    private const int ListedClasses = 15;

    public static IEnumerable<XElement> Draw(Confusion confusion)
    {
        int count = confusion.Classes.Length;
        if (count <= MostClassesInTable)
        {
            yield return Markup.Html("div", new XAttribute("class", "scroll"), DrawTable(confusion));
            yield break;
        }

        yield return Markup.Html("div", new XAttribute("class", "scroll"), DrawMap(confusion));
        yield return Markup.Html("div", new XAttribute("class", "columns"), MostFrequent(confusion), Hardest(confusion));
    }

    private static XElement DrawTable(Confusion confusion)
    {
        int count = confusion.Classes.Length;
        var classes = Enumerable.Range(0, count);
        var head = Markup.Html(
            "tr",
            Cell("th", "class \\ taken for", "corner"),
            classes.Select(guess => Markup.Html("th", new XAttribute("class", "across"), Named(confusion.Classes[guess]))),
            Cell("th", "rows"),
            Cell("th", "recall"));
        var body = classes.Select(truth => Markup.Html(
            "tr",
            Markup.Html("th", new XAttribute("class", "down"), Named(confusion.Classes[truth])),
            classes.Select(guess => CountCell(confusion, truth, guess)),
            Cell("td", Figures.Count(confusion.RowsOf(truth))),
            Cell("td", Share(confusion.Recall(truth)))));
        var foot = Markup.Html(
            "tr",
            Markup.Html("th", new XAttribute("class", "down"), "precision"),
            classes.Select(guess => Cell("td", Share(confusion.Precision(guess)), "precision")),
            Cell("td", Figures.Count(confusion.RowCount)),
            Cell("td", ""));
        return Markup.Html("table", new XAttribute("class", "confusion"), Markup.Html("thead", head), Markup.Html("tbody", body), Markup.Html("tfoot", foot));
    }

    private static XElement CountCell(Confusion confusion, int truth, int guess)
    {
        int rows = confusion.Counts[truth, guess];
        var cell = Cell("td", rows == 0 ? "·" : Figures.Count(rows), rows == 0 ? "none" : null);
        if (rows == 0) return cell;
        double strength = Strength(confusion, truth, guess);
        cell.Add(new XAttribute("style", $"background:{Shade(strength, truth == guess)};color:{(strength > 0.55 ? Palette.Background : Palette.Text)}"));
        cell.Add(new XAttribute("title", Describe(confusion, truth, guess)));
        return cell;
    }

    private static XElement DrawMap(Confusion confusion)
    {
        int count = confusion.Classes.Length;
        double cell = Math.Clamp(1000.0 / count, 1, 14);
        double font = Math.Min(11, cell * 0.98);
        double names = count > MostNames ? 4 : 8 + font * 0.58 * Math.Min(LongestName, confusion.Classes.Max(name => name.Length));
        double size = names + count * cell + 10;
        var map = Markup.Svg("g", Markup.Attributes(("class", "map")));
        map.Add(Markup.Svg("rect", Markup.Attributes(("x", names), ("y", names), ("width", count * cell), ("height", count * cell), ("fill", "#f4f4f4"))));
        for (int truth = 0; truth < count; truth++)
        {
            for (int guess = 0; guess < count; guess++)
            {
                if (confusion.Counts[truth, guess] == 0) continue;
                map.Add(Markup.Svg(
                    "rect",
                    Markup.Attributes(
                        ("x", names + guess * cell), ("y", names + truth * cell), ("width", cell), ("height", cell), ("fill", Shade(Strength(confusion, truth, guess), truth == guess))),
                    Markup.Svg("title", Describe(confusion, truth, guess))));
            }
        }

        if (count <= MostNames)
        {
            for (int i = 0; i < count; i++)
            {
                string name = Figures.Shorten(confusion.Classes[i], LongestName);
                double middle = names + (i + 0.5) * cell;
                map.Add(Markup.Svg("text", Markup.Attributes(("x", names - 4), ("y", middle + font * 0.35), ("font-size", font), ("text-anchor", "end")), name));
                string turned = string.Create(CultureInfo.InvariantCulture, $"translate({Markup.Number(middle + font * 0.35)} {Markup.Number(names - 4)}) rotate(-90)");
                map.Add(Markup.Svg("text", Markup.Attributes(("transform", turned), ("font-size", font)), name));
            }
        }

        return Chart.Of(Math.Ceiling(size), Math.Ceiling(size), "Confusion matrix: rows are classes, columns what they are taken for", map);
    }

    private static XElement MostFrequent(Confusion confusion)
    {
        var classes = Enumerable.Range(0, confusion.Classes.Length);
        var pairs = classes.SelectMany(truth => classes.Where(guess => guess != truth && confusion.Counts[truth, guess] > 0).Select(guess => (truth, guess)))
            .OrderByDescending(pair => confusion.Counts[pair.truth, pair.guess]).Take(ListedConfusions);
        return List(
            "Most frequent confusions", ["class", "taken for", "rows"], names: 2,
            pairs.Select(pair => new[] { confusion.Classes[pair.truth], confusion.Classes[pair.guess], Figures.Count(confusion.Counts[pair.truth, pair.guess]) }));
    }

    private static XElement Hardest(Confusion confusion)
    {
        var hardest = Enumerable.Range(0, confusion.Classes.Length).Where(one => confusion.RowsOf(one) > 0).OrderBy(confusion.Recall).Take(ListedClasses);
        return List(
            "Classes that are recognised least", ["class", "rows", "recall", "precision"], names: 1,
            hardest.Select(one => new[] { confusion.Classes[one], Figures.Count(confusion.RowsOf(one)), Share(confusion.Recall(one)), Share(confusion.Precision(one)) }));
    }

    // The first columns are names, the others numbers.
    private static XElement List(string title, string[] columns, int names, IEnumerable<string[]> rows) => Markup.Html(
        "div",
        Markup.Html("h3", title),
        Markup.Html(
            "table",
            Markup.Html("thead", Markup.Html("tr", columns.Select(name => Cell("th", name)))),
            Markup.Html("tbody", rows.Select(row => Markup.Html("tr", row.Select((text, i) => Markup.Html("td", new XAttribute("class", i < names ? "name" : "number"), Named(text))))))));

    // Of all rows of the class, because classes may have very different numbers of rows.
    private static double Strength(Confusion confusion, int truth, int guess) => (double)confusion.Counts[truth, guess] / Math.Max(1, confusion.RowsOf(truth));

    // From white to blue for what is right, to orange for what is wrong; few wrong ones are to be seen too.
    private static string Shade(double strength, bool isRight)
    {
        var (red, green, blue) = isRight ? (0, 88, 145) : (190, 70, 0);
        double amount = isRight ? 0.1 + 0.9 * strength : 0.12 + 0.88 * Math.Sqrt(strength);
        return string.Create(CultureInfo.InvariantCulture, $"rgb({Mix(red)},{Mix(green)},{Mix(blue)})");

        int Mix(int color) => (int)Math.Round(255 + amount * (color - 255));
    }

    private static string Describe(Confusion confusion, int truth, int guess)
    {
        int rows = confusion.Counts[truth, guess];
        string what = truth == guess ? $"{confusion.Classes[truth]}, recognised" : $"{confusion.Classes[truth]}, taken for {confusion.Classes[guess]}";
        return $"{what}: {Figures.Count(rows)} of {Figures.Count(confusion.RowsOf(truth))}";
    }

    private static XElement Named(string name) => Markup.Html("span", new XAttribute("title", name), name);

    private static XElement Cell(string kind, string text, string? cssClass = null) => Markup.Html(kind, cssClass is null ? null : new XAttribute("class", cssClass), text);

    private static string Share(double share) => double.IsNaN(share) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{share * 100:F1} %");
}
