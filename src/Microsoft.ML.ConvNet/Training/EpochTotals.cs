using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Sums over the batches of an epoch, or of a step.</summary>
/// <param name="LossSum">Sum over the rows of example weight times loss.</param>
/// <param name="WeightSum">Sum of the example weights.</param>
/// <param name="Correct">Rows that the network got right.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Batches">Batches.</param>
internal readonly record struct EpochTotals(double LossSum, double WeightSum, long Correct, long Rows, long Batches)
{
    /// <summary>Mean loss; 0 when there is no weight at all.</summary>
    public double Loss => Mean(LossSum, WeightSum);

    /// <summary>Share of hits.</summary>
    public double Accuracy => (double)Correct / Rows;

    public static EpochTotals operator +(EpochTotals left, EpochTotals right) => new(
        left.LossSum + right.LossSum, left.WeightSum + right.WeightSum, left.Correct + right.Correct, left.Rows + right.Rows, left.Batches + right.Batches);

    /// <summary>One batch.</summary>
    public static EpochTotals Of(BatchResult batch, int rows) => new(batch.LossSum, batch.WeightSum, batch.Correct, rows, 1);

    private static double Mean(double sum, double weightSum) => sum == 0 && weightSum == 0 ? 0 : sum / weightSum;
}
