using Microsoft.ML.ConvNet.Reports;

namespace Microsoft.ML.ConvNet.Tests.Reports;

public class AxisTests
{
    [Theory]
    [InlineData(0.0, 1.75, 5, "0 0.5 1.0 1.5 2.0")]
    [InlineData(97.13, 99.2, 5, "97.0 97.5 98.0 98.5 99.0 99.5")]
    [InlineData(-3.0, 7.0, 5, "-4 -2 0 2 4 6 8")]
    [InlineData(0.0, 0.001, 4, "0 0.0005 0.0010")]
    [InlineData(0.0, 3e-6, 3, "0 1e-6 2e-6 3e-6")]
    [InlineData(0.0, 25000.0, 3, "0 10,000 20,000 30,000")]
    [InlineData(0.0, 3e7, 3, "0 1e7 2e7 3e7")]
    [InlineData(5.0, 5.0, 4, "4.5 5.0 5.5")]
    [InlineData(0.0, 0.0, 2, "-1 0 1")]
    public void LabelsAreRound(double minimum, double maximum, int steps, string labels) => Assert.Equal(labels, Labels(Axis.Linear(minimum, maximum, steps)));

    [Fact]
    public void BoundsAreKept()
    {
        var axis = Axis.Linear(100, 100, 5, lowest: 0, highest: 100);
        Assert.Equal((90, 100), (axis.Minimum, axis.Maximum));
    }

    [Theory]
    [InlineData(0.03, 1.5, "0.02 0.05 0.1 0.2 0.5 1 2")]
    [InlineData(1e-4, 1.0, "1e-4 0.001 0.01 0.1 1")]
    [InlineData(3e-5, 4.0, "1e-4 0.001 0.01 0.1 1")]
    [InlineData(1e-12, 1.0, "1e-12 1e-10 1e-8 1e-6 1e-4 0.01 1")]
    [InlineData(0.001, 0.001, "0.001 0.002")]
    [InlineData(2.5, 4.0, "2 5")]
    public void LogarithmicLabelsAreRound(double minimum, double maximum, string labels)
    {
        var axis = Axis.Logarithmic(minimum, maximum);
        Assert.Equal(labels, Labels(axis));
        Assert.True(axis.Minimum <= minimum && axis.Maximum >= maximum);
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2, "1 2")]
    [InlineData(7, "1 2 3 4 5 6 7")]
    [InlineData(30, "1 5 10 15 20 25 30")]
    [InlineData(33, "1 5 10 15 20 25 30")]
    [InlineData(100, "1 10 20 30 40 50 60 70 80 90 100")]
    public void CountsBeginWithOneAndEndWithTheLast(int last, string labels)
    {
        var axis = Axis.Counts(last, steps: 10);
        Assert.Equal(labels, Labels(axis));
        Assert.InRange(axis.Share(last), 0, 1);
    }

    [Fact]
    public void SharesGoFromZeroToOne()
    {
        var linear = Axis.Linear(0, 8, 4);
        Assert.Equal([0, 0.25, 1], new[] { 0.0, 2, 8 }.Select(linear.Share));
        var logarithmic = Axis.Logarithmic(0.01, 1);
        Assert.Equal(0.5, logarithmic.Share(0.1), 1e-12);
    }

    private static string Labels(Axis axis)
    {
        Assert.All(axis.Ticks, tick => Assert.InRange(axis.Share(tick.Value), -1e-12, 1 + 1e-12));
        return string.Join(' ', axis.Ticks.Select(tick => tick.Label));
    }
}
