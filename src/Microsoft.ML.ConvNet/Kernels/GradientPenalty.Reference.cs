namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin. The vector path uses it for its tail.
internal static partial class GradientPenalty
{
    public static void AddL1Reference(ReadOnlySpan<float> parameters, Span<float> gradients, float penalty)
    {
        for (int i = 0; i < parameters.Length; i++)
            gradients[i] += parameters[i] > 0 ? penalty : parameters[i] < 0 ? -penalty : 0;
    }
}
