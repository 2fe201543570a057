namespace Microsoft.ML.Data;

/// <summary>Counts scored rows, then computes the metrics. Scores are taken for probabilities as they are.</summary>
internal sealed class MulticlassMetricsAccumulator
{
    private const float SmallestProbability = 1e-15f;

    private readonly string[] _classNames;
    private readonly double[][] _confusion;
    private readonly double[] _rowsOfClass;
    private readonly double[] _logLossOfClass;
    private readonly double[] _rowsOfRank;
    private double _rows;
    private double _correct;
    private double _logLoss;

    internal MulticlassMetricsAccumulator(string[] classNames)
    {
        _classNames = classNames;
        _confusion = [.. classNames.Select(_ => new double[classNames.Length])];
        _rowsOfClass = new double[classNames.Length];
        _logLossOfClass = new double[classNames.Length];
        // One rank more than there are classes: the rank of a class that the scores do not know.
        _rowsOfRank = new double[classNames.Length + 1];
    }

    /// <param name="label">The true class; may be one that the model does not know.</param>
    /// <param name="scores">A finite score for each class.</param>
    internal void Add(int label, ReadOnlySpan<float> scores)
    {
        bool known = label < scores.Length;
        float labelScore = known ? scores[label] : 0;
        double logLoss = -Math.Log(known ? Math.Min(1, Math.Max(SmallestProbability, labelScore)) : SmallestProbability);

        // Of equal scores the first ranks highest.
        int rank = 0, predicted = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > labelScore || (scores[i] == labelScore && i < label))
                rank++;
            if (scores[i] > scores[predicted])
                predicted = i;
        }

        _rows++;
        _logLoss += logLoss;
        _rowsOfRank[rank]++;
        if (rank == 0)
            _correct++;
        if (known)
        {
            _rowsOfClass[label]++;
            _logLossOfClass[label] += logLoss;
        }
        // As in ML.NET, an unknown class that outranks all scores, which only negative ones allow, is an IndexOutOfRangeException.
        if (known || rank == 0)
            _confusion[label][predicted]++;
    }

    internal MulticlassClassificationMetrics GetMetrics(int topK)
    {
        double[] accuracies = [.. _rowsOfClass.Select((rows, index) => _confusion[index][index] / rows).Where(accuracy => !double.IsNaN(accuracy))];
        double logLoss = _rows > 0 ? _logLoss / _rows : 0;
        double priorLogLoss = _rowsOfClass.Where(rows => rows > 0).Sum(rows => rows * Math.Log(rows / _rows)) / -_rows;
        return new MulticlassClassificationMetrics
        {
            MicroAccuracy = _rows > 0 ? _correct / _rows : 0,
            MacroAccuracy = accuracies.DefaultIfEmpty(0).Average(),
            LogLoss = logLoss,
            LogLossReduction = (priorLogLoss - logLoss) / priorLogLoss,
            PerClassLogLoss = [.. _rowsOfClass.Select((rows, index) => rows > 0 ? _logLossOfClass[index] / rows : 0)],
            ConfusionMatrix = new ConfusionMatrix(_confusion, _classNames),
            TopKPredictionCount = topK,
            TopKAccuracyForAllK = topK > 0 ? GetTopKAccuracies(topK) : null,
        };
    }

    /// <exception cref="IndexOutOfRangeException"><paramref name="topK"/> exceeds the number of ranks, as in ML.NET.</exception>
    private double[] GetTopKAccuracies(int topK)
    {
        var accuracies = new double[topK];
        double sum = 0;
        for (int k = 0; k < topK; k++)
            accuracies[k] = sum += _rowsOfRank[k] / _rows;
        return accuracies;
    }
}
