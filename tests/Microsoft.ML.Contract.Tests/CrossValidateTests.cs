namespace Microsoft.ML.Contract.Tests;

public class CrossValidateTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public int Id;
        public string? Group;
        [KeyType(2)] public uint Label;
        [KeyType(2)] public uint PredictedLabel;
        public float No;
        public float Yes;
    }

    // Scores that are right on two rows of three.
    private IDataView Data(int count = 300) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row
    {
        Id = i,
        Group = "g" + i % 20,
        Label = (uint)(i % 2),
        No = (i % 2 == 0) == (i % 3 != 0) ? 0.75f : 0.25f,
        Yes = (i % 2 == 0) == (i % 3 != 0) ? 0.25f : 0.75f,
    }).ToArray());

    private IEstimator<ITransformer> Scores() => _ml.Transforms.Concatenate("Score", "No", "Yes");

    [Fact]
    public void EveryFoldHasModelMetricsAndHeldOutRows()
    {
        var results = _ml.MulticlassClassification.CrossValidate(Data(), Scores());
        Assert.Equal([0, 1, 2, 3, 4], results.Select(result => result.Fold));
        Assert.Equal(Enumerable.Range(0, 300), results.SelectMany(result => Read.Column<int>(result.ScoredHoldOutSet, "Id")).Order());
        foreach (var result in results)
        {
            Assert.NotNull(result.Model);
            int[] ids = Read.Column<int>(result.ScoredHoldOutSet, "Id");
            Assert.Equal(ids.Count(id => id % 3 != 0) / (double)ids.Length, result.Metrics.MicroAccuracy, 12);
            Assert.Equal(0, result.Metrics.TopKPredictionCount);
            Assert.NotNull(result.ScoredHoldOutSet.Schema.GetColumnOrNull("Score"));
        }
    }

    [Fact]
    public void FoldsAreFittedOnTheRestInOrder()
    {
        var fits = new List<int>();
        int previous = -1;
        var results = _ml.MulticlassClassification.CrossValidate(Data(), new Probe(data => fits.Add(Read.Column<int>(data, "Id").Length), Scores()), numberOfFolds: 3);
        Assert.Equal(3, fits.Count);
        Assert.All(results, result => Assert.True(result.Fold > previous && (previous = result.Fold) >= 0));
        Assert.Equal(results.Select(result => 300 - Read.Column<int>(result.ScoredHoldOutSet, "Id").Length), fits);
    }

    [Fact]
    public void TheSeedChoosesTheFolds()
    {
        int[] HeldOut(int seed) => Read.Column<int>(_ml.MulticlassClassification.CrossValidate(Data(), Scores(), 2, seed: seed)[0].ScoredHoldOutSet, "Id");
        Assert.Equal(HeldOut(4), HeldOut(4));
        Assert.NotEqual(HeldOut(4), HeldOut(5));
    }

    [Fact]
    public void ASamplingKeyKeepsGroupsTogether()
    {
        var results = _ml.MulticlassClassification.CrossValidate(Data(), Scores(), 3, samplingKeyColumnName: "Group");
        string[] groups = results.SelectMany(result => Read.Texts(result.ScoredHoldOutSet, "Group").Distinct()).ToArray();
        Assert.Equal(20, groups.Length);
        Assert.Equal(20, groups.Distinct().Count());
    }

    [Fact]
    public void FewerThanTwoFoldsAreRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.CrossValidate(Data(), Scores(), 1));
        Assert.Equal("Must be more than 1 (Parameter 'numFolds')", error.Message);
    }

    [Fact]
    public void AnotherLabelColumnMayBeNamed()
    {
        IDataView data = Data();
        IDataView renamed = _ml.Transforms.CopyColumns("Truth", "Label").Fit(data).Transform(data);
        Assert.Equal(5, _ml.MulticlassClassification.CrossValidate(renamed, Scores(), labelColumnName: "Truth").Count);
    }

    private sealed class Probe(Action<IDataView> onFit, IEstimator<ITransformer> inner) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            onFit(input);
            return inner.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
    }
}
