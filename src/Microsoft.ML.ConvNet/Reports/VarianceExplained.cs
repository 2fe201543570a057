using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>How much of the variance of some numbers a few others explain.</summary>
internal static class VarianceExplained
{
    private const int Shuffles = 1000;

    /// <summary>What is left of a predictor after the others is taken for rounding error below this share of it.</summary>
    private const double Rounding = 1e-9;

    /// <summary>
    /// The adjusted coefficient of determination of the least-squares fit, 1 - (1 - R^2) (n - 1) / (n - 1 - p) for n numbers and p independent predictors, not less than 0 (Ezekiel, 1930); and
    /// how often R^2 is as large when the numbers are shuffled, (1 + hits) / (1 + shuffles) (Phipson and Smyth, 2010).
    /// </summary>
    /// <param name="predictors">Each with n numbers. A constant is always fitted too.</param>
    /// <param name="values">n numbers.</param>
    /// <returns>Null if there are too few numbers for so many predictors, or the numbers or the predictors are all the same.</returns>
    public static (double Share, double Chance)? Of(IReadOnlyList<double[]> predictors, double[] values)
    {
        int n = values.Length;
        double[] centred = Centred(values);
        double variance = Dot(centred, centred);
        List<double[]> basis = Orthonormal(predictors);
        if (variance <= 0 || basis.Count == 0 || n - 1 - basis.Count < 2) return null;

        double share = Explained(basis, centred) / variance;
        int hits = 0;
        for (int shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            for (int i = n - 1; i > 0; i--)
            {
                int other = (int)CounterRandom.Below(i + 1, 0, (ulong)shuffle, (ulong)i);
                (centred[i], centred[other]) = (centred[other], centred[i]);
            }

            if (Explained(basis, centred) / variance >= share - Rounding) hits++;
        }

        double adjusted = 1 - (1 - share) * (n - 1) / (n - 1 - basis.Count);
        return (Math.Clamp(adjusted, 0, 1), (1.0 + hits) / (1 + Shuffles));
    }

    /// <summary>The place of each number among all, from 1; equal numbers share the mean of their places.</summary>
    public static double[] Ranks(double[] values)
    {
        double[] ranks = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double own = values[i];
            ranks[i] = values.Count(value => value < own) + (values.Count(value => value == own) + 1) / 2.0;
        }

        return ranks;
    }

    private static double Explained(List<double[]> basis, double[] centred)
    {
        double sum = 0;
        foreach (double[] one in basis)
        {
            double part = Dot(one, centred);
            sum += part * part;
        }

        return sum;
    }

    // By Gram and Schmidt, twice over for accuracy.
    private static List<double[]> Orthonormal(IEnumerable<double[]> predictors)
    {
        var basis = new List<double[]>();
        foreach (double[] predictor in predictors)
        {
            double[] rest = Centred(predictor);
            double whole = Math.Sqrt(Dot(rest, rest));
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] one in basis)
                {
                    double part = Dot(one, rest);
                    for (int i = 0; i < rest.Length; i++) rest[i] -= part * one[i];
                }
            }

            double length = Math.Sqrt(Dot(rest, rest));
            if (whole == 0 || length <= Rounding * whole) continue;
            basis.Add([.. rest.Select(value => value / length)]);
        }

        return basis;
    }

    private static double[] Centred(double[] values)
    {
        double mean = values.Average();
        return [.. values.Select(value => value - mean)];
    }

    private static double Dot(double[] one, double[] other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++) sum += one[i] * other[i];
        return sum;
    }
}
