using System.Globalization;
using System.Text;

namespace Microsoft.ML.ConvNet.Networks;

/// <summary>Prints a network as a table.</summary>
internal static class NetworkSummary
{
    private static readonly string[] Header = ["Layer", "Kind", "Inputs", "Output", "Parameters", "Multiply-adds", "Field", "Stride", "Offset"];
    private static readonly int FirstNumericColumn = Array.IndexOf(Header, "Parameters");

    public static string Write(Network network)
    {
        List<string[]> rows = [Header, [Network.InputName, "image", "", network.InputShape.ToString(), "", "", "", "", ""]];
        string previous = Network.InputName;
        foreach (var node in network.Nodes)
        {
            // In a chain every layer takes the one above: only other inputs are worth saying.
            bool isChain = node.Inputs is [var only] && only == previous;
            var (vertical, horizontal) = (node.ReceptiveField.Vertical, node.ReceptiveField.Horizontal);
            rows.Add(
            [
                node.Name, node.Layer.Description, isChain ? "" : string.Join(", ", node.Inputs), node.OutputShape.ToString(),
                Number(node.ParameterCount), Number(node.MultiplyAdds),
                $"{vertical.Size}x{horizontal.Size}", $"{vertical.Stride}x{horizontal.Stride}", $"{vertical.Offset}, {horizontal.Offset}",
            ]);
            previous = node.Name;
        }

        // The column of inputs only when there are branches.
        int[] columns = [.. Enumerable.Range(0, Header.Length).Where(column => rows.Skip(1).Any(row => row[column].Length > 0))];
        int[] widths = [.. columns.Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = columns.Select((column, i) => column >= FirstNumericColumn ? row[column].PadLeft(widths[i]) : row[column].PadRight(widths[i]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
            if (row == Header) text.Append('-', widths.Sum() + 2 * (widths.Length - 1)).Append('\n');
        }

        long statistics = network.Nodes.SelectMany(node => node.Parameters).Where(parameter => !parameter.IsTrainable).Sum(parameter => parameter.Count);
        long activations = network.Nodes.Sum(node => (long)node.OutputShape.Size);
        text.Append('\n');
        string parameterBytes = Size((network.ParameterCount + statistics) * sizeof(float));
        text.Append($"Parameters: {Number(network.ParameterCount)} trainable, {Number(statistics)} running statistics ({parameterBytes})\n");
        text.Append($"Multiply-adds for one image: {Number(network.MultiplyAdds)}\n");
        text.Append($"Activations of one image: {Number(activations)} values ({Size(activations * sizeof(float))})\n");
        return text.ToString();
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:F1} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024.0):F1} MiB");
}
