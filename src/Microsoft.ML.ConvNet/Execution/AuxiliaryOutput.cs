namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Logits of a side branch, whose loss is added to the network's in training.</summary>
/// <param name="LossWeight">Factor of its loss.</param>
internal sealed record AuxiliaryOutput(GraphValue Logits, float LossWeight);
