using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>The metric of all trials over the values of each option: one small chart an option.</summary>
internal static class OptionCharts
{
    private const double Width = 386;
    private const double Height = 240;

    public static IEnumerable<XElement> Draw(IEnumerable<ConvNetSearchOption> options, IReadOnlyList<ConvNetRunDetail> trials, int best, ReportMetric metric)
    {
        Axis y = metric.AxisOf(trials.Where(trial => trial.Metric is not null).Select(trial => trial.Metric!.Value), 4);
        return options.Select(option => Draw(option, trials, best, metric, y));
    }

    /// <summary>The mark of a trial, for the legend.</summary>
    public static XElement Sample(string color, bool isWhole)
    {
        var mark = Markup.Svg("circle", Markup.Attributes(("cx", 8.0), ("cy", 7.0), ("r", 4.5)), Style(color, isWhole));
        return Markup.Svg("svg", Markup.Attributes(("width", 18.0), ("height", 13.0), ("viewBox", "0 0 18 13"), ("aria-hidden", "true")), mark);
    }

    private static XElement Draw(ConvNetSearchOption option, IReadOnlyList<ConvNetRunDetail> trials, int best, ReportMetric metric, Axis y)
    {
        double plotWidth = Width - Panel.Left - 16;
        var scale = new OptionScale(option);
        var panel = new Panel(Figures.Shorten(option.Name, 34), scale.Axis(plotWidth), "", y)
        {
            PlotX = Panel.Left,
            PlotY = Panel.Top,
            Width = plotWidth,
            Height = Height - Panel.Top - 24,
        };
        var chart = panel.Draw("option", []);
        foreach (var trial in trials.OrderBy(trial => trial.Trial == best)) chart.Add(DrawTrial(trial));
        return Chart.Of(Width, Height, $"{metric.AxisTitle} by {option.Name}", chart);

        XElement? DrawTrial(ConvNetRunDetail trial)
        {
            if (trial.Metric is not { } value || !double.IsFinite(value)) return null;
            object chosen = trial.Parameters[option.Name];

            // Trials with the same candidate side by side, in an order that does not change.
            double shift = option.IsRange ? 0 : (trial.Trial * 0.6180339887 % 1 - 0.5) * 0.5;
            double x = panel.PositionX(scale.Number(chosen) + shift);
            double number = metric.Number(value);
            bool isBelow = number < y.Minimum;
            bool isBest = trial.Trial == best;
            string color = isBest ? Palette.Of(1) : Palette.Of(0);
            var mark = isBelow
                ? Markup.Svg("path", Markup.Attributes(("d", $"M{Markup.Number(x - 5)},{Markup.Number(panel.PlotY + panel.Height - 9)}h10l-5,8z")))
                : Markup.Svg("circle", Markup.Attributes(("cx", x), ("cy", panel.PositionY(number)), ("r", isBest ? 6.0 : 4.5)));
            bool isWhole = trial.State == ConvNetRunState.Completed || isBest;
            mark.Add(new XAttribute("class", "trial"), Style(color, isWhole));
            mark.Add(Markup.Svg("title", $"trial {trial.Trial}: {metric.Text(value)}, {option.Name} {Figures.Value(chosen)}, {trial.Epochs} epochs"));
            return mark;
        }
    }

    private static XAttribute[] Style(string color, bool isWhole) => Markup.Attributes(
        ("fill", isWhole ? color : Palette.Background), ("fill-opacity", isWhole ? 0.75 : 0.6), ("stroke", color), ("stroke-width", 1.5));
}
