using Microsoft.ML.ConvNet.Tests.Onnx.Format;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>A node with the values of its inputs; an input that is left out is null.</summary>
internal sealed class OnnxNode(NodeData node, OnnxTensor?[] inputs, long operatorSet)
{
    public string Operator => node.Operator;

    /// <summary>Version of the operators' definitions.</summary>
    public long OperatorSet { get; } = operatorSet;

    public int InputCount => inputs.Length;

    /// <summary>Input 0, which every operator has.</summary>
    public OnnxTensor X => Input(0);

    public OnnxTensor Input(int index) => inputs[index] ?? throw new InvalidDataException($"{Operator} lacks input {index}.");

    public OnnxTensor? OptionalInput(int index) => index < inputs.Length ? inputs[index] : null;

    public float Real(string name, float otherwise) => Attribute(name)?.Real ?? otherwise;

    public int Integer(string name, int otherwise) => (int)(Attribute(name)?.Integer ?? otherwise);

    public int[]? Integers(string name) => Attribute(name)?.Integers.Select(value => (int)value).ToArray();

    public string Text(string name, string otherwise) => Attribute(name)?.Text.ToStringUtf8() ?? otherwise;

    /// <summary>An axis attribute, counted from the end when negative.</summary>
    public int Axis(int otherwise)
    {
        int axis = Integer("axis", otherwise);
        return axis < 0 ? axis + X.Dimensions.Length : axis;
    }

    private AttributeData? Attribute(string name) => node.Attributes.SingleOrDefault(attribute => attribute.Name == name);
}
