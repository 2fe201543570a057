using Microsoft.ML.ConvNet.Files;

namespace Microsoft.ML.ConvNet.Training.Checkpoints;

/// <summary>
/// The checkpoint format: a <see cref="SectionFile"/> with two sections, the run and its progress (JSON, <see cref="CheckpointJson"/>) and all tensors (safetensors), whose
/// names begin with what they are: <c>weights/</c>, <c>optimizer/</c> and the slot, <c>average/</c> and <c>kept/</c>.
/// </summary>
internal static class CheckpointFile
{
    private const string WeightsPrefix = "weights/", OptimizerPrefix = "optimizer/", AveragePrefix = "average/", KeptPrefix = "kept/";

    private static readonly SectionFile s_format = new("checkpoint", "ConvNetC", version: 1, readableBy: 1);

    /// <summary>Writes a checkpoint.</summary>
    public static void Write(Stream stream, Checkpoint checkpoint)
    {
        var state = checkpoint.State;
        var tensors = new Weights(
        [
            .. With(WeightsPrefix, state.Weights),
            .. With(OptimizerPrefix, state.OptimizerSlots),
            .. With(AveragePrefix, state.Average),
            .. With(KeptPrefix, state.Kept?.Weights),
        ]);
        s_format.Write(stream, section => CheckpointJson.Write(section, checkpoint), section => SafeTensors.Write(section, tensors));
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="FormatException">The file is no checkpoint, is damaged or truncated, or was written by a newer version; the message says which.</exception>
    public static Checkpoint Read(Stream stream) => s_format.Read(stream, sections =>
    {
        using var progress = sections.Next("progress");
        var (checkpoint, keptEpoch) = CheckpointJson.Read(progress);
        var tensors = SafeTensors.Read(sections.Next("tensors"));
        var average = Without(AveragePrefix, tensors);
        return checkpoint with
        {
            State = checkpoint.State with
            {
                Weights = Without(WeightsPrefix, tensors),
                OptimizerSlots = Without(OptimizerPrefix, tensors),
                Average = average.Count > 0 ? average : null,
                Kept = keptEpoch > 0 ? new KeptWeights(Without(KeptPrefix, tensors), keptEpoch) : null,
            },
        };
    });

    private static IEnumerable<KeyValuePair<string, Tensor>> With(string prefix, Weights? weights) =>
        weights?.Select(tensor => KeyValuePair.Create(prefix + tensor.Key, tensor.Value)) ?? [];

    private static Weights Without(string prefix, Weights tensors) => new(
        tensors.Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => KeyValuePair.Create(tensor.Key[prefix.Length..], tensor.Value)));
}
