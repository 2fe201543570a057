using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The getters of the columns that a model appends.</summary>
internal static class ScoreGetters
{
    /// <summary>The getter of one of the two columns.</summary>
    public static Delegate Create(IScoreSource source, OutputColumn column) =>
        column == OutputColumn.Score ? CreateScore(source) : CreatePredictedLabel(source);

    /// <summary>The key of the most probable class, the first of several; 0, a missing key, when there is none because the probabilities are NaN.</summary>
    public static uint PredictedLabel(ReadOnlySpan<float> probabilities)
    {
        uint label = 0;
        float most = float.NegativeInfinity;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (!(probabilities[i] > most)) continue;
            most = probabilities[i];
            label = (uint)i + 1;
        }

        return label;
    }

    private static ValueGetter<VBuffer<float>> CreateScore(IScoreSource source) => (ref VBuffer<float> value) =>
    {
        var probabilities = source.GetProbabilities();
        var editor = VBufferEditor.Create(ref value, probabilities.Length);
        probabilities.CopyTo(editor.Values);
        value = editor.Commit();
    };

    private static ValueGetter<uint> CreatePredictedLabel(IScoreSource source) => (ref uint value) => value = PredictedLabel(source.GetProbabilities());
}
