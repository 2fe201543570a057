using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The order in which the steps of a plan run, and with it the lives of its buffers. Values of the forward pass may be dropped after their last use in it: the very steps that
/// computed them then run a second time, on the same sources and into the same place, just before the backward pass first needs the values. So their bits are the same.
/// </summary>
internal sealed class StepOrder
{
    private readonly List<EmittedStep> _emitted;
    private readonly List<PlanBuffer> _buffers;
    private readonly int _forwardSteps;
    private readonly Dictionary<PlanBuffer, int> _lastForward = [];
    private readonly List<int> _steps = [];

    /// <param name="forwardSteps">So many steps are the forward pass; the rest is the backward pass.</param>
    public StepOrder(List<EmittedStep> emitted, int forwardSteps, List<PlanBuffer> buffers)
    {
        _emitted = emitted;
        _buffers = buffers;
        _forwardSteps = forwardSteps;
        for (int step = 0; step < forwardSteps; step++)
            foreach (var buffer in emitted[step].Buffers) _lastForward[buffer] = step;
        Arrange();
    }

    public IReadOnlyList<PlanBuffer> Buffers => _buffers;

    /// <summary>The emitted steps by their numbers, in the order in which they run.</summary>
    public IReadOnlyList<int> Steps => _steps;

    /// <summary>The most floats that live at the same time: no arena can be smaller.</summary>
    public long LargestLiveSet { get; private set; }

    /// <summary>Orders the steps anew, when other buffers are to be dropped.</summary>
    public void Arrange()
    {
        foreach (var buffer in _buffers) buffer.SecondLife = null;
        _steps.Clear();

        // Where each step stands, and the first of the steps that run again for its sake.
        int count = _emitted.Count;
        int[] places = new int[count + 1], starts = new int[count + 1];
        for (int step = 0; step < count; step++)
        {
            starts[step] = _steps.Count;
            if (step >= _forwardSteps) Restore(_emitted[step]);
            places[step] = _steps.Count;
            _steps.Add(step);
        }

        starts[count] = places[count] = _steps.Count;
        foreach (var buffer in _buffers) buffer.Life = new BufferLife(starts[buffer.FirstStep], buffer.IsDropped ? _lastForward[buffer] : places[buffer.LastStep]);
        for (int place = _forwardSteps; place < _steps.Count; place++)
            foreach (var buffer in _emitted[_steps[place]].Buffers) Prolong(buffer, place);
        LargestLiveSet = FindLargestLiveSet();
    }

    /// <summary>Has dropped values that a step reads computed again before it, and first what these are computed from.</summary>
    private void Restore(EmittedStep reader)
    {
        foreach (var buffer in reader.Buffers)
        {
            if (!buffer.IsDropped || buffer.SecondLife is not null) continue;
            buffer.SecondLife = new BufferLife(_steps.Count, _steps.Count);
            foreach (int origin in buffer.Origins)
            {
                Restore(_emitted[origin]);
                _steps.Add(origin);
            }
        }
    }

    private static void Prolong(PlanBuffer buffer, int place)
    {
        if (buffer.SecondLife is { } second) buffer.SecondLife = second with { Last = place };
        else if (buffer.Life.Last < place) buffer.Life = buffer.Life with { Last = place };
    }

    private long FindLargestLiveSet()
    {
        long[] changes = new long[_steps.Count + 2];
        foreach (var buffer in _buffers)
        {
            Add(buffer.Life, buffer.Floats);
            if (buffer.SecondLife is { } second) Add(second, buffer.Floats);
        }

        long live = 0, largest = 0;
        foreach (long change in changes) largest = Math.Max(largest, live += change);
        return largest;

        void Add(BufferLife life, long floats)
        {
            long length = AlignedMemory.Align(floats);
            changes[life.First] += length;
            changes[life.Last + 1] -= length;
        }
    }
}
