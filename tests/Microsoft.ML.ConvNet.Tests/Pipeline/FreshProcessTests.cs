using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>A model file opens in a process that has never named this library.</summary>
public sealed class FreshProcessTests
{
    private const string PathVariable = "FRESH_PROCESS_MODEL";

    [Fact]
    public void AModelFileLoadsAndScoresWithPlainMLNet()
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable(Stripes.Draw(60, 1));
        Check(mlContext, Stripes.Pipeline(mlContext, Stripes.Options(epoch: 1)).Fit(data), data.Schema);
    }

    [Fact]
    public void SoDoesABinaryModel()
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable(BinaryTrainerTests.Draw(60, 1));
        var options = new ConvNetBinaryTrainer.Options { FeatureColumnName = "Pixels", ImageShape = Stripes.Shape, Epoch = 1, Seed = 5 };
        Check(mlContext, mlContext.BinaryClassification.Trainers.ConvNet(options).Fit(data), data.Schema);
    }

    [Fact]
    public void SoDoesAnEnsembleWithTestTimeEvaluation()
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable(Stripes.Draw(60, 1));
        var first = (IEnumerable<ITransformer>)Stripes.Pipeline(mlContext, Stripes.Options(epoch: 1)).Fit(data);
        var model = first.OfType<ConvNetTransformer>().Single();
        var ensemble = mlContext.MulticlassClassification.ConvNetEnsemble(model, model.WithTestTimeEvaluation(TestTimeEvaluation.HorizontalFlip));
        Check(mlContext, first.First().Append(ensemble).Append(first.Last()), data.Schema);
    }

    private static void Check(MLContext mlContext, ITransformer model, DataViewSchema schema)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".zip");
        try
        {
            mlContext.Model.Save(model, schema, path);
            string expected = Scores(mlContext, model);
            string printed = ChildProcess.Run(LoadAndScore, [new(PathVariable, path)]);
            Assert.Equal(expected, printed.Trim());
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Runs in the other process. Names nothing of the library.
    private static void LoadAndScore()
    {
        const string library = "Microsoft.ML.ConvNet";
        if (AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == library)) throw new InvalidOperationException("The library is loaded already.");
        var mlContext = new MLContext(2);
        var model = mlContext.Model.Load(Environment.GetEnvironmentVariable(PathVariable), out _);
        if (!AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == library)) throw new InvalidOperationException("The library is not loaded.");
        Console.WriteLine(Scores(mlContext, model));
    }

    private static string Scores(MLContext mlContext, ITransformer model)
    {
        var pictures = new[] { new Plain { Pixels = [.. Enumerable.Range(0, 64).Select(i => i * 3f)] }, new Plain { Pixels = [.. Enumerable.Range(0, 64).Select(i => i % 8 * 20f)] } };
        var scored = model.Transform(mlContext.Data.LoadFromEnumerable(pictures));
        if (scored.Schema.GetColumnOrNull("Probability") is not null)
        {
            var answers = scored.GetColumn<bool>("PredictedLabel").Zip(scored.GetColumn<float>("Score"), scored.GetColumn<float>("Probability"));
            return string.Join(" ", answers.Select(answer => string.Create(CultureInfo.InvariantCulture, $"{answer.First} {answer.Second:R} {answer.Third:R}")));
        }

        string labels = string.Join(" ", scored.GetColumn<string>("PredictedKind"));
        return labels + " " + string.Join(" ", scored.GetColumn<float[]>("Score").SelectMany(score => score).Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
    }

    private sealed class Plain
    {
        public string Kind = "";

        [VectorType(64)]
        public float[] Pixels = [];
    }
}
