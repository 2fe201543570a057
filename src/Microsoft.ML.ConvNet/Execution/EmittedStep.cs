namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A step of a plan that is being made.</summary>
/// <param name="Buffers">All that it touches.</param>
internal sealed record EmittedStep(Step Step, IReadOnlyList<PlanBuffer> Buffers);
