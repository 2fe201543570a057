using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Execution;

public class ArenaLayoutTests
{
    private static readonly IEnumerable<int> Steps = Enumerable.Range(0, 60);

    [Fact]
    public void BuffersThatLiveAtTheSameTimeDoNotOverlap()
    {
        for (ulong trial = 0; trial < 60; trial++)
        {
            ulong index = 0;
            int Next(int bound) => (int)CounterRandom.Below(bound, seed: trial, stream: 0, index++);
            var buffers = new List<PlanBuffer>();
            for (int i = 0; i < 40; i++)
            {
                int first = Next(30);
                var buffer = new PlanBuffer(1 + Next(500), first) { LastStep = first + Next(8) };
                int second = buffer.LastStep + 2 + Next(8);
                if (Next(3) == 0) buffer.SecondLife = new BufferLife(second, second + Next(4));
                buffers.Add(buffer);
            }

            long size = ArenaLayout.Assign(buffers);
            for (int i = 0; i < buffers.Count; i++)
            {
                var one = buffers[i];
                Assert.True(one.Offset >= 0 && one.Offset % AlignedMemory.AlignmentFloats == 0 && one.Offset + one.Floats <= size);
                foreach (var other in buffers.Take(i))
                {
                    bool liveTogether = Steps.Any(step => IsAlive(one, step) && IsAlive(other, step));
                    bool overlap = one.Offset < other.Offset + other.Floats && other.Offset < one.Offset + one.Floats;
                    Assert.False(liveTogether && overlap);
                }
            }

            // No smaller than the busiest step needs, and far below a place for each.
            long busiest = Steps.Max(step => buffers.Where(buffer => IsAlive(buffer, step)).Sum(buffer => AlignedMemory.Align(buffer.Floats)));
            Assert.InRange(size, busiest, 2 * busiest);
        }
    }

    [Fact]
    public void BuffersWhoseLivesDoNotMeetShareTheirPlace()
    {
        PlanBuffer[] chain = [.. Enumerable.Range(0, 10).Select(step => new PlanBuffer(100, step) { LastStep = step })];
        Assert.Equal(AlignedMemory.Align(100), ArenaLayout.Assign(chain));
    }

    private static bool IsAlive(PlanBuffer buffer, int step) =>
        (buffer.FirstStep <= step && step <= buffer.LastStep) || (buffer.SecondLife is { } second && second.First <= step && step <= second.Last);
}
