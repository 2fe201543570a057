namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Neighbouring outputs along an axis whose windows have the same size and divisor and lie at equal distances.</summary>
/// <param name="Output">The first of them.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Distance">Pixels from one window to the next.</param>
internal readonly record struct WindowRun(int Output, int Count, int Distance);
