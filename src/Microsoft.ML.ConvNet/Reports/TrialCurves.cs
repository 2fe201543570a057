using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Learning curves of all trials on the validation rows, the best in colours, and how the best metric came about.</summary>
internal sealed class TrialCurves
{
    private const int HighlightedCount = 5;
    private const double Gap = 24;
    private const double Height = 290;

    private readonly IReadOnlyList<ConvNetRunDetail> _trials;
    private readonly ReportMetric _metric;
    private readonly ConvNetRunDetail[] _highlighted;

    /// <param name="trials">In the order in which they were begun.</param>
    /// <param name="leaders">Those with a metric, the best first.</param>
    public TrialCurves(IReadOnlyList<ConvNetRunDetail> trials, IReadOnlyList<ConvNetRunDetail> leaders, ReportMetric metric)
    {
        _trials = trials;
        _metric = metric;

        // Trial 1, the default, is what the others are to be compared with.
        _highlighted = [.. leaders.Take(HighlightedCount).Concat(leaders.Where(trial => trial.Trial == 1)).Distinct()];
    }

    /// <summary>The legend, and three charts.</summary>
    public IEnumerable<XElement> Draw(double width)
    {
        double column = (width - 2 * Gap) / 3;
        var losses = Curves(epoch => epoch.ValidationLoss);
        var accuracies = Curves(epoch => 100 * epoch.ValidationAccuracy);

        // Bad trials are not to press together the good ones; their lines may stay below the axis.
        Series[] good = [.. accuracies.Where(series => series.Color != Palette.Faint)];
        var epochs = Axis.Counts(Math.Max(1, _trials.Max(trial => trial.TrainingHistory?.Epochs.Max(epoch => epoch.Epoch) ?? 1)), steps: 8);
        Axis lossAxis = CurveAxes.Loss(losses, null);
        yield return DrawLegend();
        yield return Chart.Of(
            width, Height, "Learning curves of the trials, and the best so far",
            At(0, CurveAxes.LossTitle("Validation loss", lossAxis), lossAxis, epochs, "epoch").Draw("loss", losses),
            At(1, "Validation accuracy (%)", CurveAxes.Accuracy(good.Length > 0 ? good : accuracies), epochs, "epoch").Draw("accuracy", accuracies),
            DrawProgress(At));

        Panel At(int index, string title, Axis y, Axis x, string xLabel) => new(title, x, xLabel, y)
        {
            PlotX = index * (column + Gap) + Panel.Left,
            PlotY = Panel.Top,
            Width = column - Panel.Left - 16,
            Height = Height - Panel.Top - Panel.Bottom,
        };
    }

    private XElement DrawLegend()
    {
        var legend = Markup.Html("ul", new XAttribute("class", "legend"));
        for (int i = 0; i < _highlighted.Length; i++)
        {
            var trial = _highlighted[i];
            legend.Add(Item(Palette.Of(i), $"trial {trial.Trial}{(trial.Trial == 1 ? " (the default)" : "")}, {_metric.Text(trial.Metric!.Value)}"));
        }

        if (_highlighted.Length < _trials.Count(trial => trial.TrainingHistory is not null)) legend.Add(Item(Palette.Faint, "the others"));
        return legend;

        static XElement Item(string color, string text) => Markup.Html("li", Markup.Html("span", new XAttribute("class", "line"), new XAttribute("style", $"background:{color}")), text);
    }

    // The others below, the best on top of all.
    private Series[] Curves(Func<EpochMetrics, double?> value)
    {
        var all = _trials.Where(trial => trial.TrainingHistory is { Epochs.IsEmpty: false }).Select(trial =>
        {
            int place = Array.IndexOf(_highlighted, trial);
            var points = trial.TrainingHistory!.Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch) ?? double.NaN));
            return (Place: place, Series: new Series("validation", $"trial {trial.Trial}, {trial.TrainerName}", [.. points])
            {
                Color = place >= 0 ? Palette.Of(place) : Palette.Faint,
                Width = place >= 0 ? 2 : 1,
            });
        });
        return [.. all.OrderByDescending(one => one.Place < 0 ? int.MaxValue : one.Place).Select(one => one.Series)];
    }

    private XElement DrawProgress(Func<int, string, Axis, Axis, string, Panel> at)
    {
        var measured = _trials.Where(trial => trial.Metric is { } value && double.IsFinite(value)).ToArray();
        var points = new List<(double X, double Y)>();
        foreach (var trial in measured)
        {
            // A staircase: the step is where the better trial is.
            double own = _metric.Number(trial.Metric!.Value);
            double before = points.Count == 0 ? own : points[^1].Y;
            if (points.Count > 0) points.Add((trial.Trial, before));
            points.Add((trial.Trial, _metric.IsHigherBetter ? Math.Max(before, own) : Math.Min(before, own)));
        }

        if (points.Count > 0 && points[^1].X < _trials[^1].Trial) points.Add((_trials[^1].Trial, points[^1].Y));

        // Of accuracies the better half; losses have a logarithmic axis.
        double[] values = [.. measured.Select(trial => trial.Metric!.Value).Order(Comparer<double>.Create(_metric.Compare))];
        Axis y = _metric.AxisOf(_metric.IsHigherBetter ? values.Take((values.Length + 1) / 2) : values, 5);
        var panel = at(2, $"Best {_metric.AxisTitle} so far", y, Axis.Counts(_trials[^1].Trial, steps: 8), "trial");
        var chart = panel.Draw("progress", [new Series("best", "the best so far", points) { Color = Palette.Text }]);
        foreach (var trial in measured.Where(trial => _metric.Number(trial.Metric!.Value) >= y.Minimum))
        {
            int place = Array.IndexOf(_highlighted, trial);
            chart.Add(Markup.Svg(
                "circle",
                Markup.Attributes(
                    ("class", "trial"), ("cx", panel.PositionX(trial.Trial)), ("cy", panel.PositionY(_metric.Number(trial.Metric!.Value))), ("r", place >= 0 ? 4.5 : 3.5),
                    ("fill", place >= 0 ? Palette.Of(place) : Palette.Faint)),
                Markup.Svg("title", $"trial {trial.Trial}: {_metric.Text(trial.Metric!.Value)}")));
        }

        return chart;
    }
}
