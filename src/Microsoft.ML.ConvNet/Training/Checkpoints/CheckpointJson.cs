using System.Text.Json;
using Microsoft.ML.ConvNet.Files;

namespace Microsoft.ML.ConvNet.Training.Checkpoints;

/// <summary>A checkpoint but for its tensors, as JSON. Every number comes back exactly.</summary>
internal static class CheckpointJson
{
    private static readonly JsonWriterOptions s_writerOptions = new() { Indented = true };

    /// <summary>Writes everything but the tensors.</summary>
    public static void Write(Stream stream, Checkpoint checkpoint)
    {
        var state = checkpoint.State;
        var position = state.Position;
        using var writer = new Utf8JsonWriter(stream, s_writerOptions);
        writer.WriteStartObject();
        writer.WriteStartObject("run");
        foreach (var (name, value) in checkpoint.Run.Entries) writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteNumber("completedEpochs", position.CompletedEpochs);
        writer.WriteNumber("batches", position.Batches);
        writer.WriteNumber("steps", position.Steps);
        writer.WriteDouble("learningRate", position.LearningRate);
        writer.WriteStartObject("epoch");
        writer.WriteDouble("lossSum", position.Totals.LossSum);
        writer.WriteDouble("weightSum", position.Totals.WeightSum);
        writer.WriteNumber("correct", position.Totals.Correct);
        writer.WriteNumber("rows", position.Totals.Rows);
        writer.WriteNumber("batches", position.Totals.Batches);
        writer.WriteEndObject();
        writer.WriteNumber("elapsedTicks", state.Elapsed.Ticks);
        writer.WriteNumber("keptEpoch", state.Kept?.Epoch ?? 0);
        writer.WriteStartObject("optimizer");
        foreach (var (name, value) in state.OptimizerNumbers) writer.WriteDouble(name, value);
        writer.WriteEndObject();
        EpochMetricsJson.Write(writer, state.History);
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the tensors are still missing.</summary>
    /// <exception cref="FormatException">The text is no JSON, or a member is missing or impossible; the message names it.</exception>
    public static (Checkpoint Checkpoint, int KeptEpoch) Read(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return Read(new JsonMembers(document.RootElement));
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the progress is no JSON: {exception.Message}", exception);
        }
    }

    private static (Checkpoint Checkpoint, int KeptEpoch) Read(JsonMembers members)
    {
        JsonMembers run = members.Object("run"), epoch = members.Object("epoch"), optimizer = members.Object("optimizer");
        var history = EpochMetricsJson.Read(members);
        var state = new TrainingState
        {
            Position = new TrainingPosition(
                members.Integer("completedEpochs", history.Count, history.Count), members.Count("batches"), members.Count("steps"),
                new EpochTotals(epoch.Double("lossSum"), epoch.Double("weightSum"), epoch.Count("correct"), epoch.Count("rows"), epoch.Count("batches")),
                members.Double("learningRate")),
            Elapsed = TimeSpan.FromTicks(members.Count("elapsedTicks")),
            History = history,
            Weights = new Weights([]),
            OptimizerSlots = new Weights([]),
            OptimizerNumbers = optimizer.Names.ToDictionary(name => name, optimizer.Double, StringComparer.Ordinal),
        };
        return (new Checkpoint(new RunFingerprint(run.Names.Select(name => KeyValuePair.Create(name, run.Text(name)))), state), members.Integer("keptEpoch", 0, history.Count));
    }
}
