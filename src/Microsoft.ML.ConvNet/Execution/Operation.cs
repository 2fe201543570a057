namespace Microsoft.ML.ConvNet.Execution;

/// <summary>One operation of a lowered graph.</summary>
internal abstract class Operation;
