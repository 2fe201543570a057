using System.Text;
using System.Text.Json;
using Microsoft.ML.ConvNet.Files;
using Microsoft.ML.ConvNet.Training.Checkpoints;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>
/// The log of an experiment: a text file with one JSON object on every line, the header and then one for every stage of a trial, in the order of their ends. A line is on the disk before the next trial
/// begins. A last line that a process left half written when it was killed is removed.
/// </summary>
internal sealed class ExperimentLog : IDisposable
{
    public const string FileName = "experiment.jsonl";

    private const int Version = 2;

    private readonly FileStream _stream;

    private ExperimentLog(FileStream stream, ExperimentHeader? header, IReadOnlyList<TrialRecord> records)
    {
        _stream = stream;
        Header = header;
        Records = records;
    }

    /// <summary>The header; null for a new log.</summary>
    public ExperimentHeader? Header { get; private set; }

    /// <summary>The records that were there when the log was opened.</summary>
    public IReadOnlyList<TrialRecord> Records { get; }

    /// <summary>Opens the log of a folder, or begins one. No other process can write it meanwhile.</summary>
    /// <exception cref="IOException">It cannot be opened, or another process has it open.</exception>
    /// <exception cref="FormatException">A line other than the last is damaged, which the message says; or another version of the library wrote the log.</exception>
    public static ExperimentLog Open(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);

        // Elsewhere than on Windows only this keeps other processes of .NET out; other programs can read it all the same.
        var share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        try
        {
            return Read(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes the header of a new log.</summary>
    public void Begin(ExperimentHeader header)
    {
        Append(TrialRecordJson.Line(writer =>
        {
            writer.WriteNumber("version", Version);
            writer.WriteNumber("seed", header.Seed);
            TrialRecordJson.WriteIntegers(writer, "stages", header.Stages);
            writer.WriteStartObject("experiment");
            foreach (var (name, value) in header.Description.Entries) writer.WriteString(name, value);
            writer.WriteEndObject();
        }));
        DirectoryFlush.Flush(Path.GetDirectoryName(_stream.Name)!);
        Header = header;
    }

    /// <summary>Appends a record and brings it to the disk.</summary>
    public void Append(TrialRecord record) => Append(TrialRecordJson.Write(record));

    public void Dispose() => _stream.Dispose();

    private static ExperimentLog Read(FileStream stream, string path)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);

        // A line without its end is one that was not written whole.
        int length = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        string[] lines = Encoding.UTF8.GetString(bytes, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ExperimentHeader? header = null;
        int version = Version;
        var records = new List<TrialRecord>();
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                using var document = JsonDocument.Parse(lines[i]);
                var members = new JsonMembers(document.RootElement);
                if (i == 0) version = members.Integer("version", 1, int.MaxValue);
                if (version != Version) break;
                if (i == 0) header = ReadHeader(members);
                else records.Add(TrialRecordJson.Read(members));
            }
            catch (Exception exception) when (exception is JsonException or FormatException)
            {
                throw new FormatException($"The log of the experiment, '{path}', is damaged in line {i + 1}: {exception.Message}", exception);
            }
        }

        if (version != Version)
        {
            throw new FormatException(
                $"The log of the experiment, '{path}', has format version {version}, but this version of the library reads {Version}: give the experiment another folder.");
        }

        stream.SetLength(length);
        stream.Position = length;
        return new ExperimentLog(stream, header, records);
    }

    private static ExperimentHeader ReadHeader(JsonMembers members)
    {
        var description = members.Object("experiment");
        return new ExperimentHeader(
            new RunFingerprint(description.Names.Select(name => KeyValuePair.Create(name, description.Text(name)))), members.Integer("seed", int.MinValue, int.MaxValue),
            TrialRecordJson.ReadStages(members));
    }

    private void Append(string line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _stream.Flush(flushToDisk: true);
    }
}
