namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin. The vector path uses it for its tail.
internal static partial class RmsPropUpdate
{
    public static void StepReference(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> squares, Span<float> velocities, in RmsPropStep step)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            float direction = gradients[i] + step.WeightDecay * parameters[i];
            float square = Subnormals.Flush(step.Decay * squares[i] + step.OneMinusDecay * direction * direction);
            squares[i] = square;
            float quotient = direction / (MathF.Sqrt(square) + step.Epsilon);
            if (!velocities.IsEmpty) quotient = velocities[i] = Subnormals.Flush(step.Momentum * velocities[i] + quotient);
            parameters[i] -= step.Rate * quotient;
        }
    }
}
