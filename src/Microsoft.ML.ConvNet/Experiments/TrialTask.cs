using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>A trial to be trained, or to be trained further.</summary>
internal sealed record TrialTask
{
    /// <summary>Its number, from 1.</summary>
    public required int Trial { get; init; }

    /// <summary>Its values, in the order of the space's options.</summary>
    public required ImmutableArray<object> Values { get; init; }

    /// <summary>Its epochs at the end of each stage.</summary>
    public required IReadOnlyList<int> Stages { get; init; }

    /// <summary>Epochs after which it pauses: one of the stages.</summary>
    public required int UntilEpoch { get; init; }

    /// <summary>Asked after every batch: whether the experiment's time is up.</summary>
    public required Func<bool> IsTimeUp { get; init; }

    /// <summary>Told of every epoch.</summary>
    public required Action<ConvNetMetrics> OnEpoch { get; init; }

    /// <summary>Ends the training within a batch.</summary>
    public required CancellationToken Cancellation { get; init; }
}
