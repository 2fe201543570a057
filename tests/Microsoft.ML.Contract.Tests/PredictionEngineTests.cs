namespace Microsoft.ML.Contract.Tests;

public class PredictionEngineTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Input
    {
        public float A;
        public float B;
        public string? Class;
    }

    internal sealed class Output
    {
        public float A;
        [VectorType(2)] public float[] Features = [];
        public uint Label;
        public string Back = "";
    }

    internal sealed class Partial
    {
        [VectorType(2)] public float[] Features = [];
        public float Nowhere = 42;
    }

    private ITransformer Model(Input[] rows) =>
        _ml.Transforms.Concatenate("Features", "A", "B").Append(_ml.Transforms.Conversion.MapValueToKey("Label", "Class"))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "Label")).Fit(_ml.Data.LoadFromEnumerable(rows));

    private ITransformer Model() => Model([new Input { A = 1, B = 2, Class = "x" }, new Input { A = 3, B = 4, Class = "y" }]);

    [Fact]
    public void OneRowGoesInAndOneComesOut()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        Output output = engine.Predict(new Input { A = 5, B = 6, Class = "y" });
        Assert.Equal((5f, 2u, "y"), (output.A, output.Label, output.Back));
        Assert.Equal([5f, 6f], output.Features);
        // An unseen class is missing.
        output = engine.Predict(new Input { A = 7, B = 8, Class = "?" });
        Assert.Equal((0u, ""), (output.Label, output.Back));
        Assert.Equal([7f, 8f], output.Features);
    }

    [Fact]
    public void EveryPredictionIsAFreshObjectWithItsOwnArrays()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        Output first = engine.Predict(new Input { A = 1, B = 2, Class = "x" });
        Output second = engine.Predict(new Input { A = 3, B = 4, Class = "y" });
        Assert.NotSame(first, second);
        Assert.NotSame(first.Features, second.Features);
        Assert.Equal([1f, 2f], first.Features);
    }

    [Fact]
    public void AnOutputObjectMayBeReused()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        var output = new Output();
        Output kept = output;
        engine.Predict(new Input { A = 1, B = 2, Class = "x" }, ref output);
        Assert.Same(kept, output);
        Assert.Equal([1f, 2f], kept.Features);
    }

    [Fact]
    public void TheOutputSchemaIsTheModels()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        Assert.Equal(["A", "B", "Class", "Features", "Label", "Back"], engine.OutputSchema.Select(column => column.Name));
        Assert.Equal(["x", "y"], Read.KeyTexts(engine.OutputSchema["Label"]));
    }

    [Fact]
    public void MissingOutputColumnsAreIgnoredByDefault()
    {
        using var engine = _ml.Model.CreatePredictionEngine<Input, Partial>(Model());
        Partial output = engine.Predict(new Input { A = 1, B = 2, Class = "x" });
        Assert.Equal(42, output.Nowhere);
        Assert.Equal([1f, 2f], output.Features);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Input, Partial>(Model(), ignoreMissingColumns: false));
        Assert.Equal("Could not find  column 'Nowhere' (Parameter 'Schema')", error.Message);
    }

    internal sealed class Incomplete
    {
        public float A;
    }

    [Fact]
    public void AMissingInputColumnIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Incomplete, Output>(Model()));
        Assert.Equal("Could not find input column 'B' (Parameter 'inputSchema')", error.Message);
    }

    [Fact]
    public void AnInputSchemaChoosesTheColumnTypes()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Array.Empty<Input>()).Schema;
        using var engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model(), schema);
        Assert.Equal(2u, engine.Predict(new Input { A = 1, B = 2, Class = "y" }).Label);
    }

    [Fact]
    public void DisposingTheEngineDisposesTheTransformerItOwns()
    {
        var model = new DisposeProbe(Model());
        var engine = _ml.Model.CreatePredictionEngine<Input, Output>(model);
        Assert.Equal("x", engine.Predict(new Input { A = 1, B = 2, Class = "x" }).Back);
        Assert.Equal(0, model.Disposals);
        engine.Dispose();
        Assert.Equal(1, model.Disposals);
        engine.Dispose();
        Assert.Equal(1, model.Disposals);
    }

    [Fact]
    public void AnEngineThatDoesNotOwnTheTransformerLeavesItAlone()
    {
        var model = new DisposeProbe(Model());
        Assert.True(new PredictionEngineOptions().OwnsTransformer);
        Assert.True(new PredictionEngineOptions().IgnoreMissingColumns);
        var engine = _ml.Model.CreatePredictionEngine<Input, Output>(model, new PredictionEngineOptions { OwnsTransformer = false });
        Assert.Equal("x", engine.Predict(new Input { A = 1, B = 2, Class = "x" }).Back);
        engine.Dispose();
        Assert.Equal(0, model.Disposals);
    }

    [Fact]
    public void DisposingAChainDisposesItsMembers()
    {
        var member = new DisposeProbe(Model());
        var chain = new TransformerChain<ITransformer>(Model(), member);
        chain.Dispose();
        Assert.Equal(1, member.Disposals);
    }

    [Fact]
    public void SeveralEnginesShareAModel()
    {
        ITransformer model = Model();
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        using var first = _ml.Model.CreatePredictionEngine<Input, Output>(model, options);
        using var second = _ml.Model.CreatePredictionEngine<Input, Output>(model, options);
        Parallel.ForEach([(first, "x"), (second, "y")], pair =>
        {
            for (int i = 0; i < 500; i++)
                Assert.Equal(pair.Item2, pair.Item1.Predict(new Input { A = i, B = i, Class = pair.Item2 }).Back);
        });
    }

    // A transformer that counts how often it is disposed.
    private sealed class DisposeProbe(ITransformer inner) : ITransformer, IDisposable
    {
        public int Disposals { get; private set; }

        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        public void Save(ModelSaveContext ctx) => inner.Save(ctx);

        public void Dispose() => Disposals++;
    }
}
