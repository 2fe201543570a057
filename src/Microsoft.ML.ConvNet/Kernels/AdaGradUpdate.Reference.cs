namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin. The vector path uses it for its tail.
internal static partial class AdaGradUpdate
{
    public static void StepReference(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> squares, float learningRate, float epsilon, float weightDecay)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            float direction = gradients[i] + weightDecay * parameters[i];
            float square = squares[i] + direction * direction;
            squares[i] = square;
            parameters[i] -= learningRate * direction / (MathF.Sqrt(square) + epsilon);
        }
    }
}
