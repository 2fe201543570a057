namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>Median and range of repeated measurements.</summary>
internal readonly record struct Statistics(double Median, double Minimum, double Maximum)
{
    public static Statistics Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) throw new ArgumentException("There are no measurements.", nameof(values));
        int half = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Statistics(median, sorted[0], sorted[^1]);
    }
}
