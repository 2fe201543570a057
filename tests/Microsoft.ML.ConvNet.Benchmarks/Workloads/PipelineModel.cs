using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>An untrained network as an ML.NET model over a column of float vectors, and rows to score with it.</summary>
internal sealed class PipelineModel : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly ImageShape _shape;

    public PipelineModel(Network network, Weights weights, int threads)
    {
        _shape = network.InputShape;
        var type = new VectorDataViewType(NumberDataViewType.Single, _shape.Channels, _shape.Height, _shape.Width);
        var settings = new ModelSettings
        {
            LabelColumnName = "Label",
            FeatureColumnName = nameof(Row.Features),
            FeatureColumnType = type,
            ScoreColumnName = nameof(Scores.Score),
            PredictedLabelColumnName = "PredictedLabel",
            Image = new ImageColumnOptions { Shape = _shape, Layout = PixelLayout.Planar },
            NumberOfThreads = threads,
        };
        Transformer = new ConvNetTransformer(new ModelContent(settings, network, weights, PixelStatistics.Identity(_shape.Channels), null));
        Schema = SchemaDefinition.Create(typeof(Row));
        Schema[nameof(Row.Features)].ColumnType = type;
    }

    public ConvNetTransformer Transformer { get; }

    private SchemaDefinition Schema { get; }

    public PredictionEngine<Row, Scores> CreatePredictionEngine() => _context.Model.CreatePredictionEngine<Row, Scores>(Transformer, inputSchemaDefinition: Schema);

    /// <summary>A view of rows that lie in memory.</summary>
    public IDataView View(int rows) => _context.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(CreateRow).ToList(), Schema);

    public Row CreateRow(int number)
    {
        var row = new Row { Features = new float[_shape.Size] };
        for (int i = 0; i < row.Features.Length; i++) row.Features[i] = CounterRandom.Normal(1, (ulong)number, (ulong)i);
        return row;
    }

    public void Dispose() => Transformer.Dispose();

    internal sealed class Row
    {
        public float[] Features { get; set; } = [];
    }

    internal sealed class Scores
    {
        public float[] Score { get; set; } = [];
    }
}
