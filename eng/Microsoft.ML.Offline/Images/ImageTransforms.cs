using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>What the image transforms share.</summary>
internal static class ImageTransforms
{
    /// <summary>
    /// The shape of a schema with a column added, or replaced, for each pair. Every input column must be a scalar of <typeparamref name="TInput"/>.
    /// </summary>
    internal static SchemaShape AddColumns<TInput>(IHost host, SchemaShape inputSchema, IReadOnlyList<(string Output, string Input)> pairs, TInput expected,
        Func<int, SchemaShape.Column, SchemaShape.Column> createColumn)
        where TInput : DataViewType
    {
        host.CheckValue(inputSchema, nameof(inputSchema));
        Dictionary<string, SchemaShape.Column> result = inputSchema.ToDictionary(column => column.Name);
        for (int i = 0; i < pairs.Count; i++)
        {
            (string output, string input) = pairs[i];
            if (!inputSchema.TryFindColumn(input, out SchemaShape.Column column))
                throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (column.ItemType is not TInput || column.Kind != SchemaShape.Column.VectorKind.Scalar)
                throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", input, expected.ToString(), column.GetTypeString());
            result[output] = createColumn(i, column);
        }
        return new SchemaShape(result.Values);
    }

    internal static ImageDataViewType CheckImage(IHost host, DataViewSchema.Column input)
        => input.Type as ImageDataViewType ?? throw host.ExceptSchemaMismatch("inputSchema", "input", input.Name, "image", input.Type.ToString());

    internal static VersionInfo CreateVersion(string modelSignature, uint version, string loaderSignature)
        => new(modelSignature, version, version, version, typeof(ImageTransforms).Assembly.FullName, loaderSignature);
}
