using System.Text;

namespace Microsoft.ML.ConvNet.Networks;

/// <summary>Prints a network as a table.</summary>
internal static class NetworkSummary
{
    private static readonly string[] Header = ["Layer", "Kind", "Inputs", "Output", "Parameters", "Multiply-adds", "Field", "Stride", "Offset"];
    private static readonly int FirstNumericColumn = Array.IndexOf(Header, "Parameters");

    public static string Write(Network network)
    {
        var table = new TextTable(Header, FirstNumericColumn);
        table.Add(Network.InputName, "image", "", network.InputShape.ToString(), "", "", "", "", "");
        string previous = Network.InputName;
        foreach (var node in network.Nodes)
        {
            // In a chain every layer takes the one above: only other inputs are worth saying, in a column that a chain does not have.
            bool isChain = node.Inputs is [var only] && only == previous;
            var (vertical, horizontal) = (node.ReceptiveField.Vertical, node.ReceptiveField.Horizontal);
            table.Add(
                node.Name, node.Layer.Description, isChain ? "" : string.Join(", ", node.Inputs), node.OutputShape.ToString(),
                TextTable.Number(node.ParameterCount), TextTable.Number(node.MultiplyAdds),
                $"{vertical.Size}x{horizontal.Size}", $"{vertical.Stride}x{horizontal.Stride}", $"{vertical.Offset}, {horizontal.Offset}");
            previous = node.Name;
        }

        var text = new StringBuilder();
        table.Write(text);

        long untrained = network.Nodes.SelectMany(node => node.Parameters).Where(parameter => !parameter.IsTrainable).Sum(parameter => parameter.Count);
        long activations = network.Nodes.Sum(node => (long)node.OutputShape.Size);
        text.Append('\n');
        string parameterBytes = TextTable.Size((network.ParameterCount + untrained) * sizeof(float));
        text.Append($"Parameters: {TextTable.Number(network.ParameterCount)} trainable, {TextTable.Number(untrained)} not trained ({parameterBytes})\n");
        text.Append($"Multiply-adds for one image: {TextTable.Number(network.MultiplyAdds)}\n");
        text.Append($"Activations of one image: {TextTable.Number(activations)} values ({TextTable.Size(activations * sizeof(float))})\n");
        return text.ToString();
    }
}
