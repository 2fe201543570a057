namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>What to do next.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Trial">The trial that goes on to the end of its next stage; 0 otherwise.</param>
internal readonly record struct Decision(DecisionKind Kind, int Trial = 0)
{
    public static Decision Begin => new(DecisionKind.Begin);

    public static Decision Wait => new(DecisionKind.Wait);

    public static Decision Stop => new(DecisionKind.Stop);

    public static Decision Continue(int trial) => new(DecisionKind.Continue, trial);
}
