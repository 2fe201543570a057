using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Takes scored rows, then computes the metrics.</summary>
internal sealed class BinaryMetricsAccumulator
{
    private readonly List<(float Score, bool IsYes)> _rows = [];
    private double _truePositives, _falseNegatives, _falsePositives, _trueNegatives;
    private double _yes, _no, _logLoss;

    internal void Add(bool isYes, float score, float probability)
    {
        _rows.Add((score, isYes));
        bool saysYes = score > 0;
        if (isYes && saysYes) _truePositives++;
        else if (isYes) _falseNegatives++;
        else if (saysYes) _falsePositives++;
        else _trueNegatives++;

        // A row without a probability spoils the log-loss, as in ML.NET.
        _logLoss += float.IsNaN(probability) ? double.NaN : -Math.Log(isYes ? probability : 1.0 - probability, 2);
        if (float.IsNaN(probability)) return;
        if (isYes) _yes++;
        else _no++;
    }

    /// <exception cref="ArgumentOutOfRangeException">All rows have the same label.</exception>
    internal CalibratedBinaryClassificationMetrics GetMetrics()
    {
        double positives = _truePositives + _falseNegatives, negatives = _falsePositives + _trueNegatives, rows = positives + negatives;
        Contracts.CheckParam(positives > 0, "PosSample", "AUC is not defined when there is no positive class in the data");
        Contracts.CheckParam(negatives > 0, "NegSample", "AUC is not defined when there is no negative class in the data");
        double precision = Fraction(_truePositives, _truePositives + _falsePositives), recall = Fraction(_truePositives, positives);
        double logLoss = double.IsNaN(_logLoss) ? double.NaN : Fraction(_logLoss, _yes + _no);
        double prior = _yes + _no > 0 ? Entropy(_yes / (_yes + _no)) : 0;
        (float Score, bool IsYes)[] sorted = [.. _rows.OrderByDescending(row => row.Score)];
        return new CalibratedBinaryClassificationMetrics
        {
            AreaUnderRocCurve = AreaUnderRoc(sorted) / (positives * negatives),
            Accuracy = (_truePositives + _trueNegatives) / rows,
            PositivePrecision = precision,
            PositiveRecall = recall,
            NegativePrecision = Fraction(_trueNegatives, _trueNegatives + _falseNegatives),
            NegativeRecall = Fraction(_trueNegatives, negatives),
            F1Score = Fraction(2 * precision * recall, precision + recall),
            AreaUnderPrecisionRecallCurve = AreaUnderPrecisionRecall(sorted, positives),
            ConfusionMatrix = new ConfusionMatrix([[_truePositives, _falseNegatives], [_falsePositives, _trueNegatives]], ["positive", "negative"], isBinary: true),
            LogLoss = logLoss,
            LogLossReduction = _yes + _no > 0 ? (prior - logLoss) / prior : 0,
            Entropy = Entropy(positives / rows),
        };
    }

    private static double Fraction(double part, double whole) => whole > 0 ? part / whole : 0;

    private static double Entropy(double probability)
    {
        return Term(probability) + Term(1 - probability);

        static double Term(double p) => p > 0 ? -p * Math.Log(p, 2) : 0;
    }

    /// <summary>Pairs of a yes and a no in the right order; equal scores count half.</summary>
    private static double AreaUnderRoc((float Score, bool IsYes)[] sorted)
    {
        double above = 0, area = 0;
        foreach (var equal in sorted.GroupBy(row => row.Score))
        {
            double yes = equal.Count(row => row.IsYes), no = equal.Count() - yes;
            area += no * (above + yes / 2);
            above += yes;
        }
        return area;
    }

    /// <summary>The lower trapezoids under the curve of precision over recall (Boyd, Eng, Page: Area under the Precision-Recall Curve, 2013).</summary>
    private static double AreaUnderPrecisionRecall((float Score, bool IsYes)[] sorted, double positives)
    {
        double area = 0, precision = 1, yes = 0;
        for (int row = 0; row < sorted.Length; row++)
        {
            double before = precision;
            if (sorted[row].IsYes) yes++;
            precision = yes / (row + 1);
            if (sorted[row].IsYes) area += (before + precision) / 2 / positives;
        }
        return area;
    }
}
