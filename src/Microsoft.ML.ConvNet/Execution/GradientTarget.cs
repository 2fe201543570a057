namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Where an operation writes its contribution to a value's gradient.</summary>
/// <param name="Accumulate">Whether it is added to what the buffer holds.</param>
/// <param name="IsWhole">Whether the buffer then holds the whole gradient: no other consumer contributes any more.</param>
internal readonly record struct GradientTarget(PlanBuffer Buffer, bool Accumulate, bool IsWhole);
