using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>Labelled images of noise, as a data set of the trainer.</summary>
internal static class ByteImages
{
    /// <summary>Reads a set of drawn bytes into memory.</summary>
    public static ImageDataSet Read(ImageShape shape, int classes, int rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, shape.Channels, shape.Height, shape.Width);
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        var view = new MLContext(seed: 1).Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(row => Draw(row, shape, classes)).ToList(), schema);
        return ImageDataSet.ReadTraining(view, new() { FeatureColumnName = nameof(Row.Features), LabelColumnName = nameof(Row.Label) });
    }

    private static Row Draw(int number, ImageShape shape, int classes)
    {
        var row = new Row { Features = new byte[shape.Size], Label = (uint)(number % classes) + 1 };
        for (int i = 0; i < row.Features.Length; i++) row.Features[i] = (byte)CounterRandom.Hash(1, (ulong)number, (ulong)i);
        return row;
    }

    private sealed class Row
    {
        public byte[] Features { get; set; } = [];

        public uint Label { get; set; }
    }
}
