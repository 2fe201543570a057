using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The getters of the columns that a model appends.</summary>
internal static class ScoreGetters
{
    /// <summary>The getter of one of the columns.</summary>
    /// <param name="type">The type of the column: what it is depends on the task.</param>
    public static Delegate Create(IScoreSource source, OutputColumn column, DataViewType type) => column switch
    {
        OutputColumn.Probability => (ValueGetter<float>)((ref float value) => value = Probability(source.GetScores()[0])),
        OutputColumn.PredictedLabel when type is BooleanDataViewType => (ValueGetter<bool>)((ref bool value) => value = source.GetScores()[0] > 0),
        OutputColumn.PredictedLabel => (ValueGetter<uint>)((ref uint value) => value = PredictedLabel(source.GetScores())),
        _ when type is VectorDataViewType => CreateVector(source),
        _ => (ValueGetter<float>)((ref float value) => value = source.GetScores()[0]),
    };

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

    /// <summary>The sigmoid of a logit.</summary>
    public static float Probability(float logit) => (float)(1 / (1 + Math.Exp(-(double)logit)));

    private static ValueGetter<VBuffer<float>> CreateVector(IScoreSource source) => (ref VBuffer<float> value) =>
    {
        var scores = source.GetScores();
        var editor = VBufferEditor.Create(ref value, scores.Length);
        scores.CopyTo(editor.Values);
        value = editor.Commit();
    };
}
