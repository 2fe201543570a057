using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>A stretch of the trainable block that is updated in one go: neighbouring parameters with the same rates.</summary>
/// <remarks>The padding between the parameters of a segment is updated too: zero parameters with zero gradients stay zero.</remarks>
/// <param name="RateFactor">What the learning rate is multiplied by.</param>
/// <param name="DecayFactor">What weight decay and L1 penalty are multiplied by.</param>
internal readonly record struct ParameterSegment(int Start, int Length, float RateFactor, float DecayFactor)
{
    /// <summary>Cuts the block where a factor changes; parameters that are not updated at all are in no segment.</summary>
    /// <exception cref="ArgumentException">A parameter ends behind the block, or a group has no parameter; the message names it.</exception>
    public static ParameterSegment[] Cut(int length, IReadOnlyList<ParameterRange> ranges, IReadOnlyList<ParameterGroup> groups)
    {
        ParameterGroup.CheckAllUsed(groups, ranges.Select(range => range.Parameter.Name));
        var segments = new List<ParameterSegment>();
        foreach (var range in ranges.OrderBy(range => range.Start))
        {
            int end = range.Start + range.Length;
            if (end > length)
                throw new ArgumentException($"The parameter '{range.Parameter.Name}' ends at {end}, behind the block of {length} values.", nameof(ranges));
            var group = groups.FirstOrDefault(group => group.Contains(range.Parameter.Name));
            double rate = group?.LearningRateFactor ?? 1, decay = group?.WeightDecayFactor ?? (range.Parameter.HasWeightDecay ? 1 : 0);
            if (rate == 0) continue;
            var segment = new ParameterSegment(range.Start, range.Length, (float)rate, (float)decay);
            if (segments.Count > 0 && segments[^1].IsContinuedBy(segment, ranges)) segments[^1] = segments[^1] with { Length = end - segments[^1].Start };
            else segments.Add(segment);
        }

        return [.. segments];
    }

    /// <summary>Cuts segments into tasks: the same ones whatever the number of threads.</summary>
    public static ParameterSegment[] Split(IEnumerable<ParameterSegment> segments, int mostValues) =>
        [.. segments.SelectMany(segment => Enumerable.Range(0, (segment.Length + mostValues - 1) / mostValues).Select(part =>
            segment with { Start = segment.Start + part * mostValues, Length = Math.Min(mostValues, segment.Length - part * mostValues) }))];

    // Nothing that is left alone may lie between.
    private bool IsContinuedBy(ParameterSegment next, IReadOnlyList<ParameterRange> ranges)
    {
        int end = Start + Length;
        return RateFactor == next.RateFactor && DecayFactor == next.DecayFactor && !ranges.Any(range => range.Start >= end && range.Start < next.Start);
    }
}
