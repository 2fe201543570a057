namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A step of a plan and where it comes from.</summary>
/// <param name="Operation">The operation that emitted it; null for the steps that bring the input into the plan's layout.</param>
internal sealed record PlanStep(Step Step, Operation? Operation, bool IsBackward);
