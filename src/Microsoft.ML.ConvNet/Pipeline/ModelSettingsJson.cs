using System.Text.Json;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Files;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The settings of a model as JSON. Names of members are part of the file format: unknown ones are left alone, so that a later version can add some.</summary>
internal static class ModelSettingsJson
{
    private static readonly JsonWriterOptions s_writerOptions = new() { Indented = true };

    /// <summary>Writes the settings, the statistics and how the model was trained: all but network, weights and label values.</summary>
    public static void Write(Stream stream, ModelContent content)
    {
        var (settings, statistics, history) = (content.Settings, content.Statistics, content.History);
        using var writer = new Utf8JsonWriter(stream, s_writerOptions);
        writer.WriteStartObject();
        if (settings.Task != default)
        {
            writer.WriteString("task", settings.Task.ToString());
            writer.WriteString("probabilityColumn", settings.ProbabilityColumnName);
        }

        writer.WriteString("labelColumn", settings.LabelColumnName);
        writer.WriteString("featureColumn", settings.FeatureColumnName);
        writer.WriteString("featureItem", settings.FeatureColumnType.ItemType.RawType.Name);
        WriteNumbers(writer, "featureDimensions", settings.FeatureColumnType.Dimensions);
        writer.WriteString("scoreColumn", settings.ScoreColumnName);
        writer.WriteString("predictedLabelColumn", settings.PredictedLabelColumnName);
        var shape = settings.Image.Shape!.Value;
        WriteNumbers(writer, "imageShape", [shape.Channels, shape.Height, shape.Width]);
        writer.WriteString("pixelLayout", settings.Image.Layout.ToString());
        writer.WriteString("resizing", settings.Image.Resizing.ToString());
        writer.WriteBoolean("skipUnreadableImages", settings.SkipUnreadableImages);
        if (settings.ImagePathColumnName is { } path) writer.WriteString("imagePathColumn", path);
        writer.WriteNumber("lookAhead", settings.LookAhead);
        if (settings.NumberOfThreads is { } threads) writer.WriteNumber("numberOfThreads", threads);
        writer.WriteBoolean("exactConvolution", settings.ExactConvolution);
        if (settings.TestTimeEvaluation is { } evaluation)
        {
            writer.WriteStartObject("testTimeEvaluation");
            writer.WriteString("views", evaluation.Views.ToString());
            if (evaluation.ImageSize is { } size) WriteNumbers(writer, "imageSize", [size.Height, size.Width]);
            writer.WriteBoolean("horizontalFlip", evaluation.IsMirrored);
            writer.WriteEndObject();
        }

        WriteNumbers(writer, "channelMeans", statistics.Mean);
        WriteNumbers(writer, "channelDeviations", statistics.Deviation);
        if (content.TargetStatistics is { } targets)
        {
            WriteNumbers(writer, "targetMeans", targets.Mean);
            WriteNumbers(writer, "targetDeviations", targets.Deviation);
        }

        if (history is not null)
        {
            writer.WriteStartObject("training");
            writer.WriteNumber("modelEpoch", history.ModelEpoch);
            writer.WriteString("end", history.End.ToString());
            EpochMetricsJson.Write(writer, history.Epochs);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no JSON, or a member is missing or impossible; the message names it.</exception>
    public static (ModelSettings Settings, PixelStatistics Statistics, TrainingHistory? History, PixelStatistics? TargetStatistics) Read(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return Read(new JsonMembers(document.RootElement));
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the settings are no JSON: {exception.Message}", exception);
        }
    }

    private static (ModelSettings Settings, PixelStatistics Statistics, TrainingHistory? History, PixelStatistics? TargetStatistics) Read(JsonMembers members)
    {
        int[] shape = members.Integers("imageShape");
        if (shape is not [> 0, > 0, > 0]) throw new FormatException($"the image shape is [{string.Join(", ", shape)}]");
        var settings = new ModelSettings
        {
            LabelColumnName = members.Text("labelColumn"),
            FeatureColumnName = members.Text("featureColumn"),
            FeatureColumnType = FeatureType(members),
            ScoreColumnName = members.Text("scoreColumn"),
            PredictedLabelColumnName = members.Text("predictedLabelColumn"),
            ProbabilityColumnName = members.TextOrNull("probabilityColumn") ?? ConvNetTrainer.DefaultProbabilityColumnName,
            Task = members.TextOrNull("task") is null ? default : members.Enumeration<ConvNetTask>("task"),
            Image = new ImageColumnOptions
            {
                Shape = new ImageShape(shape[0], shape[1], shape[2]),
                Layout = members.Enumeration<PixelLayout>("pixelLayout"),
                Resizing = members.Enumeration<ImageResizingEstimator.ResizingKind>("resizing"),
            },
            SkipUnreadableImages = members.Boolean("skipUnreadableImages"),
            ImagePathColumnName = members.TextOrNull("imagePathColumn"),
            LookAhead = members.Integer("lookAhead", 0, ScoringBlock.Largest),
            NumberOfThreads = members.IntegerOrNull("numberOfThreads", 1, int.MaxValue),
            ExactConvolution = members.BooleanOrFalse("exactConvolution"),
            TestTimeEvaluation = Evaluation(members.ObjectOrNull("testTimeEvaluation")),
        };
        return (settings, new PixelStatistics(members.Singles("channelMeans"), members.Singles("channelDeviations")), History(members.ObjectOrNull("training")), TargetStatistics(members, settings.Task));
    }

    private static PixelStatistics? TargetStatistics(JsonMembers members, ConvNetTask task) =>
        task == ConvNetTask.Regression ? new PixelStatistics(members.Singles("targetMeans"), members.Singles("targetDeviations")) : null;

    private static TestTimeEvaluation? Evaluation(JsonMembers? members)
    {
        if (members is null) return null;
        var views = members.Enumeration<TestTimeViews>("views");
        if (views == TestTimeViews.Whole) return TestTimeEvaluation.Of(views, null, members.Boolean("horizontalFlip"));
        int[] size = members.Integers("imageSize");
        return size is [int height, int width]
            ? TestTimeEvaluation.Of(views, new Extent(height, width), members.Boolean("horizontalFlip"))
            : throw new FormatException($"the images of the test-time evaluation have the size [{string.Join(", ", size)}]");
    }

    private static TrainingHistory? History(JsonMembers? members)
    {
        if (members is null) return null;
        var epochs = EpochMetricsJson.Read(members);
        return new TrainingHistory([.. epochs], members.Integer("modelEpoch", 0, epochs.Count), members.Enumeration<TrainingEnd>("end"));
    }

    private static VectorDataViewType FeatureType(JsonMembers members)
    {
        string item = members.Text("featureItem");
        int[] dimensions = members.Integers("featureDimensions");
        if (PrimitiveKind.Find(item) is not { } kind || dimensions.Length == 0 || dimensions.Any(extent => extent < 0))
            throw new FormatException($"the type of the feature column is {item} by [{string.Join(", ", dimensions)}]");
        return new VectorDataViewType(kind.DataViewType, dimensions);
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<int> values)
    {
        writer.WriteStartArray(name);
        foreach (int value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<float> values)
    {
        writer.WriteStartArray(name);
        foreach (float value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }
}
