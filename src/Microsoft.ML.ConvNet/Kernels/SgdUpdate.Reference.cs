namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twins. The vector paths use them for their tails.
internal static partial class SgdUpdate
{
    public static void PlainReference(Span<float> parameters, ReadOnlySpan<float> gradients, float learningRate, float weightDecay)
    {
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] -= learningRate * (gradients[i] + weightDecay * parameters[i]);
    }

    public static void MomentumReference(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> velocities, float learningRate, float momentum, float share, float weightDecay, bool nesterov)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            float direction = share * (gradients[i] + weightDecay * parameters[i]);
            float velocity = Subnormals.Flush(momentum * velocities[i] + direction);
            velocities[i] = velocity;
            parameters[i] -= learningRate * (nesterov ? direction + momentum * velocity : velocity);
        }
    }
}
