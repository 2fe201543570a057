using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Where the pictures of rows are: a column with paths of files or with their bytes, or else the column that the network reads.</summary>
internal sealed class RowPictureReader
{
    private const string Role = "picture";

    private readonly ImageColumn _features;

    private RowPictureReader(DataViewSchema.Column column, ImageColumn features)
    {
        Column = column;
        _features = features;
    }

    /// <summary>What is read.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>Finds the column.</summary>
    /// <param name="name">Null for that of the network.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, or neither text nor a vector of bytes.</exception>
    public static RowPictureReader Bind(DataViewSchema schema, string? name, ImageColumn features)
    {
        if (name is null) return new RowPictureReader(features.Column, features);
        var column = SchemaErrors.Find(schema, Role, name);
        return column.Type is TextDataViewType || IsFile(column.Type)
            ? new RowPictureReader(column, features)
            : throw SchemaErrors.Mismatch(Role, column, $"{TextDataViewType.Instance} (paths of files) or VarVector<Byte> (their content)");
    }

    /// <summary>A function that reads the picture of the current row; null if it has none.</summary>
    public Func<RowPicture?> CreateReader(DataViewRow row)
    {
        if (Column.Type is TextDataViewType)
        {
            var getter = row.GetGetter<ReadOnlyMemory<char>>(Column);
            ReadOnlyMemory<char> path = default;
            return () =>
            {
                getter(ref path);
                return path.IsEmpty ? null : RowPicture.OfPath(path.ToString());
            };
        }

        if (IsFile(Column.Type))
        {
            var getter = row.GetGetter<VBuffer<byte>>(Column);
            VBuffer<byte> bytes = default;
            return () =>
            {
                getter(ref bytes);
                return RowPicture.OfFile([.. bytes.DenseValues()]);
            };
        }

        var reader = _features.CreateReader(row);
        return () =>
        {
            float[] pixels = new float[_features.Shape.Size];
            return reader.TryRead(pixels, out _) ? RowPicture.OfPixels(pixels, _features.Shape) : null;
        };
    }

    private static bool IsFile(DataViewType type) => type is VectorDataViewType { IsKnownSize: false } vector && vector.ItemType == NumberDataViewType.Byte;
}
