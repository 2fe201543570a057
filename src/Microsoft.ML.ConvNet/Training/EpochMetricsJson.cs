using System.Text.Json;
using Microsoft.ML.ConvNet.Files;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Learning curves as a member of a JSON object, in model files and checkpoints. Every number comes back exactly.</summary>
internal static class EpochMetricsJson
{
    private const string MemberName = "epochs";

    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter writer, IEnumerable<EpochMetrics> epochs)
    {
        writer.WriteStartArray(MemberName);
        foreach (var metrics in epochs)
        {
            writer.WriteStartObject();
            writer.WriteNumber("epoch", metrics.Epoch);
            writer.WriteNumber("step", metrics.Step);
            writer.WriteDouble("learningRate", metrics.LearningRate);
            writer.WriteDouble("loss", metrics.Loss);
            writer.WriteDouble("accuracy", metrics.Accuracy);
            if (metrics.ValidationLoss is { } loss) writer.WriteDouble("validationLoss", loss);
            if (metrics.ValidationAccuracy is { } accuracy) writer.WriteDouble("validationAccuracy", accuracy);
            writer.WriteDouble("imagesPerSecond", metrics.ImagesPerSecond);
            writer.WriteNumber("elapsedTicks", metrics.Elapsed.Ticks);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads the member.</summary>
    /// <exception cref="FormatException">It is missing, or a value is impossible; the message names it.</exception>
    public static IReadOnlyList<EpochMetrics> Read(JsonMembers members) => [.. members.Objects(MemberName).Select(epoch => new EpochMetrics
    {
        Epoch = epoch.Integer("epoch", 1, int.MaxValue),
        Step = epoch.Count("step"),
        LearningRate = epoch.Double("learningRate"),
        Loss = epoch.Double("loss"),
        Accuracy = epoch.Double("accuracy"),
        ValidationLoss = epoch.DoubleOrNull("validationLoss"),
        ValidationAccuracy = epoch.DoubleOrNull("validationAccuracy"),
        ImagesPerSecond = epoch.Double("imagesPerSecond"),
        Elapsed = TimeSpan.FromTicks(epoch.Count("elapsedTicks")),
    })];
}
