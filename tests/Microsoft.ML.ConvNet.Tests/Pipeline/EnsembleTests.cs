using System.IO.Compression;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;
using static Microsoft.ML.ConvNet.Tests.Pipeline.TestTimeEvaluationTests;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Several models that score together: their average, with the columns of a single one.</summary>
public sealed class EnsembleTests
{
    private static readonly ImageShape s_shape = new(2, 8, 8);

    private readonly MLContext _mlContext = new(1);

    [Theory]
    [InlineData(ConvNetTask.MulticlassClassification)]
    [InlineData(ConvNetTask.BinaryClassification)]
    [InlineData(ConvNetTask.Regression)]
    public void ScoresAreTheAverageOfTheModels(ConvNetTask task)
    {
        var models = Models(task);
        using var ensemble = Ensemble(task, models);
        Assert.Equal(3, ensemble.Models.Count);
        float[] expected = Mean(task, [.. models.Select(model => Scores(model, View(s_shape)))]);
        AssertClose(expected, Scores(ensemble, View(s_shape)));
        AssertClose(Scores(models[1], View(s_shape)), Scores(Ensemble(task, models[1]), View(s_shape)));

        // The columns are those of the first model.
        var (single, several) = (models[0].GetOutputSchema(View(s_shape).Schema), ensemble.GetOutputSchema(View(s_shape).Schema));
        Assert.Equal(single.Select(Describe), several.Select(Describe));
        Assert.Equal((models[0].FeatureColumnName, models[0].FeatureColumnType, models[0].LabelColumnName), (ensemble.FeatureColumnName, ensemble.FeatureColumnType, ensemble.LabelColumnName));
        using var loaded = Reload(ensemble, View(s_shape).Schema);
        Assert.Equal(Scores(ensemble, View(s_shape)), Scores(loaded, View(s_shape)));
        Assert.Equal(several.Select(Describe), loaded.GetOutputSchema(View(s_shape).Schema).Select(Describe));

        static string Describe(DataViewSchema.Column column) =>
            $"{column.Name} {column.Type} {string.Join(", ", column.Annotations.Schema.Select(annotation => $"{annotation.Name}: {annotation.Type}"))}";
    }

    [Fact]
    public void ModelsWithOtherInputsScoreTogetherIfTheyReadTheSameImages()
    {
        var large = new ConvNetTransformer(Large(Content(ConvNetTask.MulticlassClassification)));
        var crops = Models(ConvNetTask.MulticlassClassification)[0].WithTestTimeEvaluation(TestTimeEvaluation.TenCrop(12));
        using var ensemble = Ensemble(ConvNetTask.MulticlassClassification, large, crops);
        var view = View(s_shape with { Height = 12, Width = 12 });
        AssertClose(Mean(ConvNetTask.MulticlassClassification, Scores(large, view), Scores(crops, view)), Scores(ensemble, view));
        using var loaded = Reload(ensemble, view.Schema);
        Assert.Equal(Scores(ensemble, view), Scores(loaded, view));
    }

    [Fact]
    public void ModelsOfTheTrainerEvaluatePredictAndStandInPipelines()
    {
        var train = _mlContext.Data.LoadFromEnumerable(Stripes.Draw(200, 1));
        var test = _mlContext.Data.LoadFromEnumerable(Stripes.Draw(100, 2));
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Stripes.Picture.Kind)).Fit(train);
        var models = Enumerable.Range(1, 2).Select(seed => _mlContext.MulticlassClassification.Trainers.ConvNet(Stripes.Options(epoch: 3, seed: seed)).Fit(keys.Transform(train))).ToArray();
        var ensemble = _mlContext.MulticlassClassification.ConvNetEnsemble(models);
        var scored = ensemble.Transform(keys.Transform(test));
        double single = models.Average(model => _mlContext.MulticlassClassification.Evaluate(model.Transform(keys.Transform(test))).LogLoss);
        Assert.InRange(_mlContext.MulticlassClassification.Evaluate(scored).LogLoss, 0, single);

        var names = _mlContext.Transforms.Conversion.MapKeyToValue(nameof(Stripes.Prediction.PredictedKind), "PredictedLabel").Fit(scored);
        var chain = keys.Append(ensemble).Append(names);
        var kinds = chain.Transform(test).GetColumn<string>(nameof(Stripes.Prediction.PredictedKind)).ToArray();
        using var engine = _mlContext.Model.CreatePredictionEngine<Stripes.Picture, Stripes.Prediction>(chain);
        Assert.Equal(kinds[..10], Stripes.Draw(100, 2)[..10].Select(picture => engine.Predict(picture).PredictedKind));
    }

    [Fact]
    public void TheModelsOfACrossValidationAreAnEnsemble()
    {
        var data = _mlContext.Data.LoadFromEnumerable(Stripes.Draw(90, 1));
        var mapped = _mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Stripes.Picture.Kind)).Fit(data).Transform(data);
        var folds = _mlContext.MulticlassClassification.CrossValidate(mapped, _mlContext.MulticlassClassification.Trainers.ConvNet(Stripes.Options(epoch: 1)), numberOfFolds: 3);
        using var ensemble = _mlContext.MulticlassClassification.ConvNetEnsemble(folds.Select(fold => (ConvNetTransformer)fold.Model));
        Assert.Equal(3, ensemble.Models.Count);
        Assert.Equal(90, ensemble.Transform(mapped).GetColumn<uint>("PredictedLabel").Count());
    }

    [Fact]
    public void WhatDiffersIsNamed()
    {
        var first = Content(ConvNetTask.MulticlassClassification) with { LabelValues = LabelValues.Of(["cat", "dog", "cow"]) };
        Refuses("the task of model 2 is BinaryClassification, but that of model 1 is MulticlassClassification", Content(ConvNetTask.BinaryClassification));
        var network = new NetworkBuilder(s_shape).Dense(4).Build();
        Refuses("the number of scores of model 2 is 4, but that of model 1 is 3", first with { Network = network, Weights = network.InitializeWeights(1) });
        Refuses("class 2 of model 2 is 'cow', but that of model 1 is 'dog'", first with { LabelValues = LabelValues.Of(["cat", "cow", "dog"]) });
        Refuses("the type of label values of model 2 is none, but that of model 1 is String", first with { LabelValues = null });
        Refuses("the feature column of model 2 is 'Pixels', but that of model 1 is 'Features'", Change(settings => settings with { FeatureColumnName = "Pixels" }));
        Refuses(
            "the type of feature column of model 2 is Vector<Byte>, but that of model 1 is Vector<Single>",
            Change(settings => settings with { FeatureColumnType = new VectorDataViewType(NumberDataViewType.Byte, 2, 8, 8) }));
        Refuses("the shape of the images of model 2 is 2x12x12, but that of model 1 is 2x8x8", Large(first));
        using var model = new ConvNetTransformer(first);
        Assert.Contains("at least one model", Assert.Throws<ArgumentOutOfRangeException>("models", () => _mlContext.MulticlassClassification.ConvNetEnsemble()).Message);
        Assert.Throws<ArgumentNullException>("models", () => _mlContext.MulticlassClassification.ConvNetEnsemble(model, null!));
        Assert.Contains(
            "must be of Regression, but model 1 is one of MulticlassClassification", Assert.Throws<ArgumentOutOfRangeException>("models", () => _mlContext.Regression.ConvNetEnsemble(model)).Message);

        void Refuses(string problem, ModelContent other)
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(
                "models", () => _mlContext.MulticlassClassification.ConvNetEnsemble(new ConvNetTransformer(first), new ConvNetTransformer(other)));
            Assert.StartsWith($"The models of the ensemble do not fit together: {problem}.", exception.Message);
        }

        ModelContent Change(Func<ModelSettings, ModelSettings> change) => first with { Settings = change(first.Settings) };
    }

    [Fact]
    public void AMissingOrForeignModelInTheFileIsFound()
    {
        using var ensemble = Ensemble(ConvNetTask.MulticlassClassification, Models(ConvNetTask.MulticlassClassification));
        var stream = new MemoryStream();
        _mlContext.Model.Save(ensemble, null, stream);
        Assert.Contains("'ConvNet2' is missing", Problem(archive => Entry(archive, "ConvNet2").Delete()));
        Assert.Contains("'ConvNetEnsemble' is missing", Problem(archive => Entry(archive, "ConvNetEnsemble").Delete()));
        Assert.Contains("the task of model 3 is Regression", Problem(archive =>
        {
            string name = Entry(archive, "ConvNet3").FullName;
            Entry(archive, "ConvNet3").Delete();
            using var written = archive.CreateEntry(name).Open();
            ModelFile.Write(written, Content(ConvNetTask.Regression));
        }));

        string Problem(Action<ZipArchive> change)
        {
            var changed = new MemoryStream();
            stream.WriteTo(changed);
            using (var archive = new ZipArchive(changed, ZipArchiveMode.Update, leaveOpen: true)) change(archive);
            changed.Position = 0;
            return Assert.IsType<FormatException>(Assert.ThrowsAny<Exception>(() => _mlContext.Model.Load(changed, out _)).GetBaseException()).Message;
        }

        static ZipArchiveEntry Entry(ZipArchive archive, string name) => archive.Entries.Single(entry => entry.Name == name);
    }

    private static ModelContent Large(ModelContent content)
    {
        var shape = s_shape with { Height = 12, Width = 12 };
        var network = new NetworkBuilder(shape).Convolution(3, 5).ReLU().GlobalAveragePool().Dense(3).Build();
        return content with { Network = network, Weights = network.InitializeWeights(9), Settings = content.Settings.With(null, shape) };
    }

    // Of other weights, and of other statistics of their pixels.
    private static ConvNetTransformer[] Models(ConvNetTask task) => [.. Enumerable.Range(1, 3).Select(seed =>
        new ConvNetTransformer(Content(task, seed: (ulong)seed) with { Statistics = new PixelStatistics([0.1f * seed, 0.2f], [0.5f, 0.25f * seed]) }))];

    private ConvNetEnsembleTransformer Ensemble(ConvNetTask task, params ConvNetTransformer[] models) => task switch
    {
        ConvNetTask.MulticlassClassification => _mlContext.MulticlassClassification.ConvNetEnsemble(models),
        ConvNetTask.BinaryClassification => _mlContext.BinaryClassification.ConvNetEnsemble(models),
        _ => _mlContext.Regression.ConvNetEnsemble(models),
    };

    private static ConvNetEnsembleTransformer Reload(ITransformer model, DataViewSchema schema)
    {
        var stream = new MemoryStream();
        new MLContext(1).Model.Save(model, schema, stream);
        stream.Position = 0;
        return Assert.IsType<ConvNetEnsembleTransformer>(new MLContext(2).Model.Load(stream, out _));
    }
}
