using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>
/// Stands in for the engine: gives an image of which every pixel is v the probability 0.5 for class v modulo K, and the rest evenly to the others. Counts, and finds
/// out when two threads use one plan.
/// </summary>
internal sealed class FakePlanFactory : IScoringPlanFactory
{
    private readonly int _imageSize;
    private readonly int _classCount;
    private readonly ScoringCounters _counters;

    public FakePlanFactory(int imageSize, int classCount, ScoringCounters counters)
    {
        _imageSize = imageSize;
        _classCount = classCount;
        _counters = counters;
        Interlocked.Increment(ref counters.WeightsAlive);
    }

    public IScoringPlan CreatePlan(int batchSize)
    {
        Interlocked.Increment(ref _counters.PlansCreated);
        Interlocked.Increment(ref _counters.PlansAlive);
        return new Plan(batchSize, _imageSize, _classCount, _counters);
    }

    public void Dispose()
    {
        Assert.Equal(0, Volatile.Read(ref _counters.PlansAlive));
        Interlocked.Decrement(ref _counters.WeightsAlive);
    }

    private sealed class Plan(int batchSize, int imageSize, int classCount, ScoringCounters counters) : IScoringPlan
    {
        private readonly float[] _input = new float[batchSize * imageSize];
        private int _users;
        private bool _disposed;

        public int BatchSize => batchSize;

        public Span<float> Image(int row)
        {
            Assert.False(_disposed);
            return _input.AsSpan(row * imageSize, imageSize);
        }

        public void Score(int rows, Span<float> probabilities)
        {
            Assert.False(_disposed);
            Assert.InRange(rows, 1, batchSize);
            Assert.Equal(1, Interlocked.Increment(ref _users));
            for (int row = 0; row < rows; row++)
            {
                var result = probabilities.Slice(row * classCount, classCount);
                result.Fill(0.5f / (classCount - 1));
                result[(int)Image(row)[0] % classCount] = 0.5f;
            }

            Interlocked.Add(ref counters.Rows, rows);
            Interlocked.Increment(ref counters.Calls);
            Interlocked.Decrement(ref _users);
        }

        public void Dispose()
        {
            Assert.False(_disposed);
            _disposed = true;
            Interlocked.Decrement(ref counters.PlansAlive);
        }
    }
}
