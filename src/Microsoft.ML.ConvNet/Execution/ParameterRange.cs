namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The part of the trainable block that one parameter occupies.</summary>
internal readonly record struct ParameterRange(GraphParameter Parameter, int Start, int Length);
