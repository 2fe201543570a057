using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>Which classes a model takes for which, on labelled rows.</summary>
internal sealed class Confusion
{
    private Confusion(ImmutableArray<string> classes, int[,] counts, ImmutableArray<Mistake> worst)
    {
        Classes = classes;
        Counts = counts;
        WorstMistakes = worst;
        for (int truth = 0; truth < classes.Length; truth++)
        {
            for (int guess = 0; guess < classes.Length; guess++)
            {
                RowCount += counts[truth, guess];
                if (guess != truth) MistakeCount += counts[truth, guess];
            }
        }
    }

    /// <summary>Names of the classes.</summary>
    public ImmutableArray<string> Classes { get; }

    /// <summary>Rows by their class and by what they are taken for.</summary>
    public int[,] Counts { get; }

    /// <summary>Mistakes of which the model is surest, the surest first.</summary>
    public ImmutableArray<Mistake> WorstMistakes { get; }

    /// <summary>Rows with a class.</summary>
    public int RowCount { get; }

    public int MistakeCount { get; }

    /// <summary>Rows of a class.</summary>
    public int RowsOf(int truth) => Enumerable.Range(0, Classes.Length).Sum(guess => Counts[truth, guess]);

    /// <summary>Rows taken for a class.</summary>
    public int GuessesOf(int guess) => Enumerable.Range(0, Classes.Length).Sum(truth => Counts[truth, guess]);

    /// <summary>The share of a class's rows that are recognised; NaN without rows.</summary>
    public double Recall(int one) => Share(Counts[one, one], RowsOf(one));

    /// <summary>The share of rows taken for a class that are of it; NaN without rows.</summary>
    public double Precision(int one) => Share(Counts[one, one], GuessesOf(one));

    /// <summary>Scores the rows, in one pass.</summary>
    /// <param name="model">Ends with a ConvNet transformer, or is one.</param>
    /// <param name="data">The rows, before the model.</param>
    /// <param name="labelColumnName">A key; behind the model.</param>
    /// <param name="pictureColumnName">See <see cref="RowPictureReader"/>.</param>
    /// <param name="mistakeCount">How many of the worst mistakes to keep.</param>
    /// <returns>Null if the model has no ConvNet transformer.</returns>
    public static Confusion? Measure(ITransformer model, IDataView data, string labelColumnName, string? pictureColumnName, int mistakeCount)
    {
        if (FindNetwork(model) is not { } network) return null;
        var settings = network.Content.Settings;
        var scored = model.Transform(data);
        var label = LabelColumn.Bind(scored.Schema, labelColumnName);
        var score = scored.Schema[settings.ScoreColumnName];
        var pictures = RowPictureReader.Bind(scored.Schema, pictureColumnName, ImageColumn.Bind(scored.Schema, settings.FeatureColumnName, settings.Image));
        int[,] counts = new int[label.ClassCount, label.ClassCount];

        // The mistake of which the model is least sure comes out first.
        var worst = new PriorityQueue<Mistake, (float Probability, long Newness)>();
        using (var cursor = scored.GetRowCursor([label.Column, score, pictures.Column]))
        {
            var readLabel = label.CreateReader(cursor);
            var readScores = cursor.GetGetter<VBuffer<float>>(score);
            var readPicture = pictures.CreateReader(cursor);
            VBuffer<float> scores = default;
            while (cursor.MoveNext())
            {
                int truth = readLabel();
                if (truth == LabelColumn.Missing) continue;
                readScores(ref scores);
                var values = scores.GetValues();
                int guess = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(values);
                counts[truth, guess]++;
                if (guess == truth || mistakeCount == 0) continue;
                float probability = values[guess];
                if (worst.Count == mistakeCount && probability <= worst.Peek().Probability) continue;
                if (worst.Count == mistakeCount) worst.Dequeue();
                worst.Enqueue(new Mistake(cursor.Position, truth, guess, probability, values[truth], readPicture()), (probability, -cursor.Position));
            }
        }

        var names = network.Content.LabelValues?.ToText() ?? [.. Enumerable.Range(1, label.ClassCount).Select(number => $"class {number}")];
        return new Confusion(
            [.. names], counts, [.. worst.UnorderedItems.Select(item => item.Element).OrderByDescending(mistake => mistake.Probability).ThenBy(mistake => mistake.Row)]);
    }

    /// <summary>For pictures of matrices that no model made.</summary>
    internal static Confusion Of(IEnumerable<string> classes, int[,] counts, IEnumerable<Mistake> worst) => new([.. classes], counts, [.. worst]);

    /// <summary>The last network of a model.</summary>
    public static ConvNetTransformer? FindNetwork(ITransformer model) => model switch
    {
        ConvNetTransformer network => network,
        IEnumerable<ITransformer> chain => chain.Reverse().Select(FindNetwork).FirstOrDefault(network => network is not null),
        _ => null,
    };

    private static double Share(int part, int whole) => whole == 0 ? double.NaN : (double)part / whole;
}
