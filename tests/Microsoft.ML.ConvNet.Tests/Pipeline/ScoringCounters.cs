namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>What scoring was asked to do.</summary>
internal sealed class ScoringCounters
{
    public int Rows, Calls, PlansCreated, PlansAlive, WeightsAlive;
}
