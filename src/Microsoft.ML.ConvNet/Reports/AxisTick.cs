namespace Microsoft.ML.ConvNet.Reports;

/// <summary>A value of an <see cref="Axis"/> that bears a label.</summary>
internal readonly record struct AxisTick(double Value, string Label);
