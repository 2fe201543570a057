using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class TargetBatchSourceTests
{
    [Fact]
    public void LabelsBecomeTheirTargetsAndMixturesAreMixed()
    {
        var table = new TargetTable(2);
        table.Add([1, 10]);
        table.Add([2, 20]);
        table.Add([4, 40]);
        Assert.Equal(3, table.Count);
        using var source = new TargetBatchSource(new Scripted(), table, batchSize: 5);
        Assert.Equal((2, 3), (source.ClassCount, source.RowCount));
        float[] targets = new float[10];
        Assert.Equal(3, source.NextBatch(new MiniBatch { Pixels = new float[5], Labels = [], Targets = targets, Weights = new float[5] }));
        Assert.Equal([4, 40, 1, 10, 0.25f * 2 + 0.75f * 1, 0.25f * 20 + 0.75f * 10, 0, 0, 0, 0], targets);
        Assert.Throws<ArgumentException>(() => table.Add([1]));
        Assert.Equal([0f], TargetTable.YesOrNo()[0].ToArray());
        Assert.Equal([1f], TargetTable.YesOrNo()[1].ToArray());
    }

    /// <summary>One batch of three rows, of which the last is a mixture.</summary>
    private sealed class Scripted : IBatchSource
    {
        public ImageShape ImageShape => new(1, 1, 1);

        public int ClassCount => 3;

        public long RowCount => 3;

        public void BeginEpoch(int epoch, long skippedRows = 0)
        {
        }

        public int NextBatch(MiniBatch batch)
        {
            Assert.Equal(5, batch.Labels.Length);
            int[] labels = [2, 0, 1], second = [0, 0, 0];
            float[] shares = [1, 1, 0.25f];
            labels.CopyTo(batch.Labels);
            second.CopyTo(batch.SecondLabels);
            shares.CopyTo(batch.Shares);
            return 3;
        }

        public void Dispose()
        {
        }
    }
}
