using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _outputName;
    private readonly string[] _inputNames;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
    {
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        _host.CheckParam(inputColumnNames.Length > 0, nameof(inputColumnNames), "Input columns not specified");
        _host.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
        _outputName = outputColumnName;
        _inputNames = inputColumnNames;
    }

    /// <summary>Nothing is checked here, as in ML.NET: the transformer does when it is used.</summary>
    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new(_host, _outputName, _inputNames);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var inputs = new List<SchemaShape.Column>();
        foreach (string name in _inputNames)
        {
            if (!inputSchema.TryFindColumn(name, out SchemaShape.Column input))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
            inputs.Add(input);
            _host.Check(!input.IsKey, $"Column '{name}' is key. Concatenation of keys is unsupported.");
            _host.Check(input.ItemType.Equals(inputs[0].ItemType), $"Concatenated columns should have the same type. Column '{name}' has type of "
                + $"{input.ItemType}, but expected column type is {inputs[0].ItemType}.");
        }
        SchemaShape.Column.VectorKind kind = inputs.Any(input => input.Kind == SchemaShape.Column.VectorKind.VariableVector)
            ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        var annotations = new List<SchemaShape.Column>();
        if (inputs.All(IsNormalized))
            annotations.Add(new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        if (inputs.Any(HasSlotNames))
            annotations.Add(new(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
        var result = inputSchema.ToDictionary(column => column.Name);
        result[_outputName] = new(_outputName, kind, inputs[0].ItemType, false, new SchemaShape(annotations));
        return new SchemaShape(result.Values);
    }

    private static bool IsNormalized(SchemaShape.Column input) => input.Annotations.TryFindColumn(AnnotationUtils.Kinds.IsNormalized, out _);

    private static bool HasSlotNames(SchemaShape.Column input) => input.Kind == SchemaShape.Column.VectorKind.Scalar
        || (input.Kind == SchemaShape.Column.VectorKind.Vector && input.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out _));
}
