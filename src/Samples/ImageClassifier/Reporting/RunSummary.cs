using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageClassifier.Reporting;

/// <summary>A training run in figures, for programs to read.</summary>
internal sealed record RunSummary
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Training pictures.</summary>
    public required int Images { get; init; }

    /// <summary>Test pictures.</summary>
    public required int TestImages { get; init; }

    /// <summary>Channels, height and width that the network saw.</summary>
    public required string ImageShape { get; init; }

    /// <summary>The network.</summary>
    public required string Architecture { get; init; }

    /// <summary>Passes over the training pictures.</summary>
    public required int Epochs { get; init; }

    /// <summary>Time of the training, after the pictures had been read.</summary>
    public required double Seconds { get; init; }

    /// <summary>Time of reading and decoding the training pictures.</summary>
    public required double LoadingSeconds { get; init; }

    /// <summary>Training pictures a second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Share of test pictures whose most probable class is right, 0 to 1.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of test pictures whose class is among the five most probable, 0 to 1.</summary>
    public required double Top5 { get; init; }

    /// <summary>Mean cross-entropy on the test pictures.</summary>
    [JsonPropertyName("logloss")]
    public required double LogLoss { get; init; }

    /// <summary>The model file.</summary>
    public required string ModelPath { get; init; }

    /// <summary>Writes the summary as JSON, with figures rounded to what they are good for.</summary>
    public void Write(string path)
    {
        RunSummary rounded = this with
        {
            Seconds = Math.Round(Seconds, 3),
            LoadingSeconds = Math.Round(LoadingSeconds, 3),
            ImagesPerSecond = Math.Round(ImagesPerSecond, 1),
            Top1 = Math.Round(Top1, 6),
            Top5 = Math.Round(Top5, 6),
            LogLoss = Math.Round(LogLoss, 6),
        };
        File.WriteAllText(path, JsonSerializer.Serialize(rounded, Json));
    }
}
