using ImageClassifier.Pictures;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ImageClassifier.Learning;

/// <summary>How a model does on labelled pictures.</summary>
/// <param name="Metrics">ML.NET's own figures.</param>
/// <param name="ClassNames">The classes, in the order of the confusion matrix.</param>
/// <param name="Mistakes">The wrong answers, the surest first.</param>
/// <param name="PictureCount">Pictures that were evaluated.</param>
/// <param name="UnknownClasses">Class folders that the model was not trained on; their pictures are left out.</param>
internal sealed record Evaluation(
    MulticlassClassificationMetrics Metrics, IReadOnlyList<string> ClassNames, IReadOnlyList<Mistake> Mistakes, int PictureCount,
    IReadOnlyList<string> UnknownClasses)
{
    private const int TopCount = 5;

    /// <summary>Share of the pictures whose most probable class is the true one.</summary>
    public double Top1 => Metrics.MicroAccuracy;

    /// <summary>Share of the pictures whose true class is among the five most probable ones (or among all, when there are fewer).</summary>
    public double Top5 => Metrics.TopKAccuracy;

    /// <summary>Scores the pictures and compares.</summary>
    /// <exception cref="UserException">The model knows none of the classes.</exception>
    public static Evaluation Run(MLContext mlContext, ITransformer model, IReadOnlyList<Picture> pictures)
    {
        IDataView scored = model.Transform(mlContext.Data.LoadFromEnumerable(pictures));
        IReadOnlyList<string> classNames = Classifier.GetClassNames(scored.Schema);
        string[] unknown = [.. pictures.Select(picture => picture.Label).Distinct().Except(classNames)];
        if (unknown.Length > 0 && unknown.Length == pictures.Select(picture => picture.Label).Distinct().Count())
        {
            throw new UserException($"None of the class folders ({string.Join(", ", unknown)}) is a class of the model ({string.Join(", ", classNames)}).");
        }

        // Evaluate and the list of mistakes each make a pass: the pictures need not be read and scored for both.
        IDataView answers = mlContext.Data.Cache(
            scored, nameof(ScoredPicture.ImagePath), nameof(ScoredPicture.Label), nameof(ScoredPicture.PredictedLabel), nameof(ScoredPicture.Score));
        int topCount = Math.Min(TopCount, classNames.Count);
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(answers, topKPredictionCount: topCount);

        var mistakes = new List<Mistake>();
        int count = 0;
        foreach (ScoredPicture row in mlContext.Data.CreateEnumerable<ScoredPicture>(answers, reuseRowObject: true))
        {
            if (row.Label == 0) continue;
            count++;
            if (row.PredictedLabel == row.Label) continue;
            int guess = Array.IndexOf(row.Score, row.Score.Max());
            mistakes.Add(new Mistake(row.ImagePath, classNames[(int)row.Label - 1], classNames[guess], row.Score[guess]));
        }

        mistakes.Sort((one, other) => other.Probability.CompareTo(one.Probability));
        return new Evaluation(metrics, classNames, mistakes, count, unknown);
    }
}
