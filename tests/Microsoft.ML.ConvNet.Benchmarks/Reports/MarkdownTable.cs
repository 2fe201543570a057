using System.Globalization;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>A table that reads well as text and as Markdown. Columns of figures are right-aligned.</summary>
internal sealed class MarkdownTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"The row has {cells.Length} cells, but the table {columns.Length} columns.", nameof(cells));
        _rows.Add(cells);
    }

    public void Write(TextWriter writer)
    {
        int[] widths = [.. columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Length).Max())];
        bool[] right = [.. columns.Select((_, i) => _rows.Count > 0 && _rows.All(row => row[i].Length == 0 || char.IsAsciiDigit(row[i][0]) || row[i] == "-"))];
        writer.WriteLine(Line(columns));
        writer.WriteLine("|" + string.Concat(widths.Select((width, i) => right[i] ? new string('-', width + 1) + ":|" : new string('-', width + 2) + "|")));
        foreach (var row in _rows) writer.WriteLine(Line(row));

        string Line(string[] cells) => "|" + string.Concat(cells.Select((cell, i) => $" {(right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))} |"));
    }

    /// <summary>Three significant digits, or whole numbers from 100.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "#,0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>Three significant digits.</summary>
    public static string Milliseconds(double seconds) =>
        (1000 * seconds).ToString(seconds >= 0.1 ? "0" : seconds >= 0.01 ? "0.0" : seconds >= 0.001 ? "0.00" : seconds >= 0.0001 ? "0.000" : "0.0000", CultureInfo.InvariantCulture) + " ms";

    public static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    public static string Megabytes(double bytes) => (bytes / (1 << 20)).ToString("#,0", CultureInfo.InvariantCulture);
}
