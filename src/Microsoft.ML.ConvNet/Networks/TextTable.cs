using System.Globalization;
using System.Text;

namespace Microsoft.ML.ConvNet.Networks;

/// <summary>Text in columns: a header, a rule, rows. Columns without any text are left out.</summary>
/// <param name="header">Names of the columns.</param>
/// <param name="firstNumericColumn">From here on columns are aligned to the right.</param>
internal sealed class TextTable(string[] header, int firstNumericColumn)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(StringBuilder text)
    {
        int[] columns = [.. Enumerable.Range(0, header.Length).Where(column => _rows.Skip(1).Any(row => row[column].Length > 0))];
        int[] widths = [.. columns.Select(column => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            var cells = columns.Select((column, i) => column >= firstNumericColumn ? row[column].PadLeft(widths[i]) : row[column].PadRight(widths[i]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
            if (row == header) text.Append('-', widths.Sum() + 2 * (widths.Length - 1)).Append('\n');
        }
    }

    /// <summary>A count with separators: 61,706.</summary>
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in KiB or MiB.</summary>
    public static string Size(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024.0):F1} MiB");
}
