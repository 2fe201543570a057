using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.ML.ConvNet.Files;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Lines of the log, as JSON.</summary>
internal static class TrialRecordJson
{
    public static string Write(TrialRecord record) => Line(writer =>
    {
        writer.WriteNumber("trial", record.Trial);
        writer.WriteString("state", record.State.ToString());
        writer.WriteString("trainer", record.TrainerName);
        writer.WriteNumber("epochCount", record.History?.Epochs.Length ?? 0);
        WriteIntegers(writer, "stages", record.Stages);
        if (record.Metric is { } metric) writer.WriteDouble("metric", metric);
        if (record.LogLoss is { } logLoss) writer.WriteDouble("logLoss", logLoss);
        writer.WriteNumber("runtimeTicks", record.Runtime.Ticks);
        writer.WriteNumber("elapsedTicks", record.Elapsed.Ticks);
        if (record.Reason is { } reason) writer.WriteString("reason", reason);
        writer.WriteStartObject("parameters");
        foreach (var (name, value) in record.Parameters) writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        if (record.History is not { } history) return;
        writer.WriteNumber("modelEpoch", history.ModelEpoch);
        writer.WriteString("end", history.End.ToString());
        EpochMetricsJson.Write(writer, history.Epochs);
    });

    /// <exception cref="FormatException">A member is missing or impossible; the message names it.</exception>
    public static TrialRecord Read(JsonMembers members) => new()
    {
        Trial = members.Integer("trial", 1, int.MaxValue),
        State = members.Enumeration<ConvNetRunState>("state"),
        TrainerName = members.Text("trainer"),
        Stages = ReadStages(members),
        Metric = members.DoubleOrNull("metric"),
        LogLoss = members.DoubleOrNull("logLoss"),
        Runtime = TimeSpan.FromTicks(members.Count("runtimeTicks")),
        Elapsed = TimeSpan.FromTicks(members.Count("elapsedTicks")),
        Reason = members.TextOrNull("reason"),
        History = members.Integer("epochCount", 0, int.MaxValue) == 0
            ? null
            : new TrainingHistory([.. EpochMetricsJson.Read(members)], members.Integer("modelEpoch", 0, int.MaxValue), members.Enumeration<TrainingEnd>("end")),
    };

    /// <summary>Epochs at the end of each stage.</summary>
    /// <exception cref="FormatException">They are missing or do not rise.</exception>
    public static IReadOnlyList<int> ReadStages(JsonMembers members)
    {
        int[] stages = members.Integers("stages");
        return stages is [>= 1, ..] && stages.Zip(stages.Skip(1)).All(pair => pair.First < pair.Second) ? stages : throw new FormatException("member 'stages' must be numbers of epochs that rise");
    }

    public static void WriteIntegers(Utf8JsonWriter writer, string name, IEnumerable<int> values)
    {
        writer.WriteStartArray(name);
        foreach (int value in values) writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    /// <summary>An object on one line.</summary>
    public static string Line(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
