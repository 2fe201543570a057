namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Axes that suit learning curves.</summary>
internal static class CurveAxes
{
    /// <summary>An axis for losses.</summary>
    /// <param name="isLogarithmic">Null: if the largest is more than ten times the least.</param>
    public static Axis Loss(IEnumerable<Series> series, bool? isLogarithmic)
    {
        double[] values = Values(series);
        if (values.Length == 0) return Axis.Linear(0, 1, 5);
        bool canBeLogarithmic = values.Min() > 0;
        return canBeLogarithmic && (isLogarithmic ?? values.Max() > 10 * values.Min())
            ? Axis.Logarithmic(values.Min(), values.Max())
            : Axis.Linear(Math.Min(0, values.Min()), Math.Max(0, values.Max()), 5);
    }

    public static string LossTitle(string title, Axis axis) => axis.IsLogarithmic ? $"{title} (logarithmic)" : title;

    /// <summary>An axis for accuracies in percent.</summary>
    /// <remarks>The first epochs would press together what matters: it begins where the second halves of the curves have a third of it.</remarks>
    public static Axis Accuracy(IReadOnlyList<Series> series)
    {
        double[] values = Values(series);
        double[] late = Values(series.Select(one => one with { Points = [.. one.Points.Skip(one.Points.Count / 2)] }));
        if (values.Length == 0) return Axis.Linear(0, 100, 5);
        double least = late.Length == 0 ? values.Min() : Math.Max(values.Min(), late.Min() - 2 * (late.Max() - late.Min()));
        return Axis.Linear(least, values.Max(), 5, lowest: 0, highest: 100);
    }

    /// <summary>All values that can be drawn.</summary>
    public static double[] Values(IEnumerable<Series> series) => [.. series.SelectMany(one => one.Points).Select(point => point.Y).Where(double.IsFinite)];
}
