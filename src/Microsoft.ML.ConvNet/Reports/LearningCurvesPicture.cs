using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Draws <see cref="LearningCurves"/>: panels in two columns, and the legend behind the last.</summary>
internal sealed class LearningCurvesPicture(ImmutableArray<(string Name, TrainingHistory History)> runs, string? title, bool? logarithmicLoss)
{
    private const double Width = 800;
    private const double Margin = 16;
    private const double Gap = 24;
    private const double ColumnWidth = (Width - 2 * Margin - Gap) / 2;
    private const double PlotWidth = ColumnWidth - Panel.Left - 8;
    private const double PlotHeight = 210;
    private const double RatePlotHeight = 130;

    /// <summary>Letters of a name for which the legend has room; the whole name is in its tooltip.</summary>
    private const int LongestName = 42;

    private readonly bool _isValidated = runs.Any(run => run.History.Epochs.Any(epoch => epoch.ValidationLoss is not null));
    private readonly Axis _epochs = Axis.Counts(runs.Max(run => run.History.Epochs.Max(epoch => epoch.Epoch)), steps: 10);

    /// <summary>Two lines of a single training have two colours; of several, each training has one.</summary>
    private bool IsSingle => runs.Length == 1;

    public XElement Draw()
    {
        XElement? headline = null;
        double top = Margin;
        if (!string.IsNullOrEmpty(title))
        {
            headline = Markup.Svg("text", Markup.Attributes(("class", "title"), ("x", Margin), ("y", top + 18), ("font-size", 17.0), ("font-weight", 600)), Figures.Shorten(title, 80));
            top += 30;
        }

        double right = Margin + ColumnWidth + Gap;
        double second = top + Panel.Top + PlotHeight + Panel.Bottom + 8;
        var loss = DrawLoss(Margin, top);
        var accuracy = DrawAccuracy(right, top);
        var rate = accuracy is null ? DrawRate(right, top, PlotHeight) : DrawRate(Margin, second, RatePlotHeight);
        var legend = DrawLegend(accuracy is null ? Margin + Panel.Left : right, second, out double bottom);
        if (accuracy is not null) bottom = Math.Max(bottom, second + Panel.Top + RatePlotHeight + Panel.Bottom);
        return Chart.Of(Width, Math.Ceiling(bottom + Margin / 2), title ?? "Learning curves", headline, loss, accuracy, rate, legend);
    }

    private XElement DrawLoss(double x, double y)
    {
        var series = Curves(epoch => epoch.Loss, epoch => epoch.ValidationLoss);
        Axis axis = CurveAxes.Loss(series, logarithmicLoss);
        return PanelAt(CurveAxes.LossTitle("Loss", axis), axis, x, y, PlotHeight).Draw("loss", series);
    }

    private XElement? DrawAccuracy(double x, double y)
    {
        var series = Curves(epoch => 100 * epoch.Accuracy, epoch => 100 * epoch.ValidationAccuracy);
        return series.Length == 0 ? null : PanelAt("Accuracy (%)", CurveAxes.Accuracy(series), x, y, PlotHeight).Draw("accuracy", series);
    }

    private XElement DrawRate(double x, double y, double height)
    {
        Series[] series = [.. runs.Select((run, i) => new Series("rate", run.Name, [.. run.History.Epochs.Select(epoch => ((double)epoch.Epoch, epoch.LearningRate))])
        {
            Color = IsSingle ? Palette.Of(2) : Palette.Of(i),
            Mark = MarkOf(i),
        })];
        double[] values = CurveAxes.Values(series);
        Axis axis = Axis.Linear(0, values.DefaultIfEmpty(1).Max(), 4, lowest: 0);
        return PanelAt("Learning rate", axis, x, y, height).Draw("learning-rate", series);
    }

    private Panel PanelAt(string name, Axis axis, double x, double y, double height) => new(name, _epochs, "epoch", axis)
    {
        PlotX = x + Panel.Left,
        PlotY = y + Panel.Top,
        Width = PlotWidth,
        Height = height,
    };

    // Training below, validation above: it is what counts.
    private Series[] Curves(Func<EpochMetrics, double> training, Func<EpochMetrics, double?> validation)
    {
        var trained = runs.Select((run, i) => new Series("training", NameOf(run.Name, "training"), Points(run.History, epoch => training(epoch)))
        {
            Color = IsSingle && _isValidated ? Palette.Of(1) : Palette.Of(i),
            Width = _isValidated ? 1.5 : 2,
            IsDashed = _isValidated,
            Mark = _isValidated ? null : MarkOf(i),
            RingedX = run.History.Epochs.Any(epoch => validation(epoch) is not null) ? null : run.History.ModelEpoch,
        });
        var validated = runs.Select((run, i) => new Series("validation", NameOf(run.Name, "validation"), Points(run.History, epoch => validation(epoch) ?? double.NaN))
        {
            Color = Palette.Of(i),
            Mark = MarkOf(i),
            RingedX = run.History.ModelEpoch,
        });
        return [.. trained.Concat(validated).Where(series => series.Points.Any(point => double.IsFinite(point.Y)))];
    }

    // Marks tell lines apart that have to share a colour.
    private int? MarkOf(int run) => run >= Palette.DistinctCount ? run / Palette.DistinctCount : null;

    private static string NameOf(string run, string what) => run.Length == 0 ? what : $"{run}, {what}";

    private static (double X, double Y)[] Points(TrainingHistory history, Func<EpochMetrics, double> value) => [.. history.Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))];

    private XElement DrawLegend(double x, double y, out double bottom)
    {
        var legend = Markup.Svg("g", Markup.Attributes(("class", "legend"), ("font-size", 13.0)));
        double line = y + Panel.Top - 10;
        for (int i = 0; i < runs.Length; i++)
        {
            var (name, history) = runs[i];
            if (name.Length > 0)
            {
                if (!IsSingle) Sample(Palette.Of(i), isDashed: false, MarkOf(i));
                Text(Figures.Shorten(name, LongestName), IsSingle ? 0 : 36, Palette.Text, isBold: IsSingle, whole: name);
                line += 16;
            }

            Text(Outcome(history), IsSingle ? 0 : 36, Palette.FaintText);
            line += 22;
        }

        if (_isValidated)
        {
            Sample(IsSingle ? Palette.Of(0) : Palette.FaintText, isDashed: false, null);
            Text("validation", 36, Palette.Text);
            Sample(IsSingle ? Palette.Of(1) : Palette.FaintText, isDashed: true, null, at: 128);
            Text("training", 164, Palette.Text);
            line += 20;
        }
        else
        {
            Text("as measured on the training rows", 0, Palette.FaintText);
            line += 20;
        }

        legend.Add(Panel.DrawRing(x + 14, line - 4, IsSingle ? Palette.Of(0) : Palette.FaintText));
        Text("the epoch whose weights the model has", 36, Palette.Text);
        bottom = line + 6;
        return legend;

        void Text(string text, double at, string color, bool isBold = false, string? whole = null)
        {
            var element = Markup.Svg("text", Markup.Attributes(("x", x + at), ("y", line), ("fill", color)), text);
            if (isBold) element.Add(new XAttribute("font-weight", 600));
            if (whole is not null && whole != text) element.Add(Markup.Svg("title", whole));
            legend.Add(element);
        }

        void Sample(string color, bool isDashed, int? mark, double at = 0)
        {
            var sample = Markup.Svg("line", Markup.Attributes(
                ("x1", x + at), ("y1", line - 4), ("x2", x + at + 28), ("y2", line - 4), ("stroke", color), ("stroke-width", isDashed ? 1.5 : 2.0)));
            if (isDashed) sample.Add(new XAttribute("stroke-dasharray", "5 4"));
            legend.Add(sample);
            if (mark is { } form) legend.Add(Panel.DrawMark(x + at + 14, line - 4, form, color));
        }
    }

    // For example: epoch 7 of 10: loss 0.0312, accuracy 99.12 %.
    private static string Outcome(TrainingHistory history)
    {
        var model = history.Epochs.FirstOrDefault(epoch => epoch.Epoch == history.ModelEpoch, history.Epochs[^1]);
        double loss = model.ValidationLoss ?? model.Loss;
        double accuracy = model.ValidationAccuracy ?? model.Accuracy;
        string end = double.IsFinite(accuracy) ? string.Create(CultureInfo.InvariantCulture, $", accuracy {accuracy * 100:F2} %") : "";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {model.Epoch} of {history.Epochs[^1].Epoch}: loss {loss:0.0000}{end}");
    }
}
