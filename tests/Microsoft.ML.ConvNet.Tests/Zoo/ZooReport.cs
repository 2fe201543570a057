using System.Collections.Concurrent;
using System.Globalization;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>Writes zoo.md beside the tests' assembly: the largest relative errors of each network, ours and those of PyTorch's own single precision, and the seconds it took.</summary>
public sealed class ZooReport : IDisposable
{
    private readonly ConcurrentBag<Row> _rows = [];

    /// <summary>Relative errors: ours and PyTorch's of logits, loss and the worst gradient (each its own worst), and the largest share that a tensor took of its bound.</summary>
    internal sealed record Row(
        string Network, int Size, int Rows, (double Ours, double PyTorch) Logits, (double Ours, double PyTorch) Loss, (double Ours, double PyTorch) Gradients, double Share, double Seconds)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"| {Network} | {Rows} x {Size} x {Size} | {Pair(Logits)} | {Pair(Loss)} | {Pair(Gradients)} | {Share:P0} | {Seconds:F1} |");

        private static string Pair((double Ours, double PyTorch) errors) => string.Create(CultureInfo.InvariantCulture, $"{errors.Ours:0.0e+0} / {errors.PyTorch:0.0e+0}");
    }

    public void Dispose()
    {
        var order = ZooGolden.Values.Networks.Keys.ToList();
        var rows = _rows.OrderBy(row => order.IndexOf(row.Network)).ThenByDescending(row => row.Size).ToList();
        File.WriteAllLines(
            Path.Combine(AppContext.BaseDirectory, "zoo.md"),
            [
                "| network | images | logits, ours / PyTorch's float32 | loss | worst gradient | largest share of its bound | seconds |",
                "|---|---|---|---|---|---:|---:|",
                .. rows.Select(row => row.ToString()),
                string.Create(CultureInfo.InvariantCulture, $"| together | | | | | | {rows.Sum(row => row.Seconds):F0} |"),
            ]);
    }

    internal void Add(Row row) => _rows.Add(row);
}
