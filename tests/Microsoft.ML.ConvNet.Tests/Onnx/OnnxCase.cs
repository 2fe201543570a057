using Microsoft.ML.ConvNet.Tests.Onnx.Format;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>One case: a model, and one set of inputs with the outputs that they must give.</summary>
internal sealed class OnnxCase(string name)
{
    private const string DataSet = "test_data_set_0/";
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public ModelFile Model => ModelFile.Parser.ParseFrom(_files["model.onnx"]);

    public void AddFile(string path, byte[] content)
    {
        if (path != "model.onnx" && !path.StartsWith(DataSet, StringComparison.Ordinal)) throw new InvalidDataException($"{Name} has a file that is not known: {path}.");
        _files.Add(path, content);
    }

    public OnnxTensor[] Inputs() => Tensors("input");

    public OnnxTensor[] Outputs() => Tensors("output");

    /// <summary>The model's only node, with its inputs; constants that only turn a matrix around have been computed.</summary>
    public OnnxNode Node()
    {
        var model = Model;
        var values = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var tensor in model.Graph.Initializers) values[tensor.Name] = OnnxTensor.Read(tensor);
        var inputs = Inputs();
        string[] free = [.. model.Graph.Inputs.Select(input => input.Name).Where(input => !values.ContainsKey(input))];
        Assert.Equal(free.Length, inputs.Length);
        for (int i = 0; i < inputs.Length; i++) values[free[i]] = inputs[i];
        var nodes = model.Graph.Nodes.ToList();
        if (nodes is [{ Operator: "Transpose" } turn, _] && values.TryGetValue(turn.Inputs[0], out var matrix) && matrix.Dimensions.Length == 2)
        {
            values[turn.Outputs[0]] = matrix.Transposed();
            nodes.RemoveAt(0);
        }

        if (nodes.Count != 1) throw new NotSupportedException($"{nodes.Count} nodes.");
        return new OnnxNode(nodes[0], [.. nodes[0].Inputs.Select(input => values.GetValueOrDefault(input))], model.OperatorSets.Single(set => set.Domain is "" or "ai.onnx" or "ai.onnx.preview.training").Version);
    }

    private OnnxTensor[] Tensors(string kind) =>
        [.. Enumerable.Range(0, _files.Keys.Count(path => path.StartsWith($"{DataSet}{kind}_", StringComparison.Ordinal)))
            .Select(i => OnnxTensor.Read(TensorData.Parser.ParseFrom(_files[$"{DataSet}{kind}_{i}.pb"])))];
}
