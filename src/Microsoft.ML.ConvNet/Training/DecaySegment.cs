using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>A stretch of the trainable block that is updated in one go: neighbouring parameters with the same weight decay.</summary>
/// <remarks>The padding between the parameters of a segment is updated too: zero parameters with zero gradients stay zero.</remarks>
internal readonly record struct DecaySegment(int Start, int Length, float WeightDecay)
{
    /// <summary>Cuts the block where the weight decay changes.</summary>
    public static DecaySegment[] Cut(int length, IReadOnlyList<ParameterRange> ranges, double weightDecay)
    {
        var segments = new List<DecaySegment>();
        foreach (var range in ranges.OrderBy(range => range.Start))
        {
            int end = range.Start + range.Length;
            if (end > length)
                throw new ArgumentException($"The parameter '{range.Parameter.Name}' ends at {end}, behind the block of {length} values.", nameof(ranges));
            float decay = range.Parameter.HasWeightDecay ? (float)weightDecay : 0;
            if (segments.Count > 0 && segments[^1].WeightDecay == decay)
                segments[^1] = segments[^1] with { Length = end - segments[^1].Start };
            else
                segments.Add(new DecaySegment(range.Start, range.Length, decay));
        }

        return [.. segments];
    }
}
