using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>All trials as lines over parallel axes: one for each option, and the metric.</summary>
internal static class ParallelCoordinates
{
    private const double Height = 330;
    private const double Top = 46;
    private const double Bottom = 18;

    /// <summary>Room left of the first axis and right of the last, for their labels.</summary>
    private const double Side = 84;

    /// <summary>Lines of the worst and of the best trial but one: red, green, blue.</summary>
    private static readonly (int Red, int Green, int Blue) Worst = (222, 226, 230), Good = (0, 92, 150);

    /// <param name="options">From left to right.</param>
    /// <param name="leaders">The best first.</param>
    public static XElement Draw(IReadOnlyList<ConvNetSearchOption> options, IReadOnlyList<ConvNetRunDetail> leaders, ReportMetric metric, double width)
    {
        double gap = (width - 2 * Side) / options.Count;
        OptionScale[] scales = [.. options.Select(option => new OptionScale(option))];
        Axis[] axes = [.. scales.Select(scale => scale.Axis(gap * 3)), metric.AxisOf(leaders.Select(trial => trial.Metric!.Value), 5)];
        var lines = Markup.Svg("g", Markup.Attributes(("class", "lines"), ("fill", "none")));
        for (int place = leaders.Count - 1; place >= 0; place--)
        {
            var trial = leaders[place];
            double[] shares =
            [
                .. options.Select((option, i) => axes[i].Share(scales[i].Number(trial.Parameters[option.Name]) + Shift(option, trial))),
                Math.Clamp(axes[^1].Share(metric.Number(trial.Metric!.Value)), 0, 1),
            ];
            lines.Add(Markup.Svg(
                "polyline",
                Markup.Attributes(
                    ("points", string.Join(' ', shares.Select((share, i) => $"{Markup.Number(Side + i * gap)},{Markup.Number(Y(share))}"))),
                    ("stroke", place == 0 ? Palette.Of(1) : Shade(leaders.Count < 3 ? 1 : 1 - (place - 1.0) / (leaders.Count - 2))), ("stroke-width", place == 0 ? 2.5 : 1.2)),
                Markup.Svg("title", $"trial {trial.Trial}: {metric.Text(trial.Metric!.Value)}")));
        }

        return Chart.Of(
            width, Height, "Options and metric of all trials", lines,
            axes.Select((axis, i) => DrawAxis(Side + i * gap, axis, i < options.Count ? OptionScale.ShortName(options[i], options) : metric.AxisTitle, isLast: i == options.Count, isEven: i % 2 == 0)));
    }

    private static XElement DrawAxis(double x, Axis axis, string name, bool isLast, bool isEven)
    {
        var group = Markup.Svg("g", Markup.Attributes(("class", "axis"), ("font-size", 11.0)));
        group.Add(Markup.Svg("line", Markup.Attributes(("x1", x), ("y1", Y(0)), ("x2", x), ("y2", Y(1)), ("stroke", Palette.Frame))));

        // Names in two rows, so that neighbours do not meet.
        group.Add(Markup.Svg(
            "text",
            Markup.Attributes(("class", "name"), ("x", isLast ? x + Side - 2 : x), ("y", isEven ? 14.0 : 30.0), ("text-anchor", isLast ? "end" : "middle"), ("font-weight", 600)), Figures.Shorten(name, 26),
            Markup.Svg("title", name)));
        foreach (var tick in axis.Ticks)
        {
            double y = Y(axis.Share(tick.Value));
            group.Add(Markup.Svg("line", Markup.Attributes(("x1", x - 3), ("y1", y), ("x2", x + 3), ("y2", y), ("stroke", Palette.Frame))));

            // A pale border keeps labels legible on the lines.
            group.Add(Markup.Svg(
                "text",
                Markup.Attributes(
                    ("x", isLast ? x + 7 : x - 7), ("y", y + 4), ("text-anchor", isLast ? "start" : "end"), ("fill", Palette.Text), ("stroke", Palette.Background), ("stroke-width", 3.0), ("paint-order", "stroke")),
                tick.Label));
        }

        return group;
    }

    private static double Y(double share) => Top + (1 - share) * (Height - Top - Bottom);

    // Trials with the same candidate side by side.
    private static double Shift(ConvNetSearchOption option, ConvNetRunDetail trial) => option.IsRange ? 0 : (trial.Trial * 0.6180339887 % 1 - 0.5) * 0.3;

    // Steep, so that of many trials the good ones stand out.
    private static string Shade(double share)
    {
        return $"rgb({Mix(Worst.Red, Good.Red)},{Mix(Worst.Green, Good.Green)},{Mix(Worst.Blue, Good.Blue)})";

        int Mix(int worst, int good) => (int)Math.Round(worst + share * share * share * (good - worst));
    }
}
