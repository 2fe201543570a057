namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin. The vector path uses it for its tail.
internal static partial class AdaDeltaUpdate
{
    public static void StepReference(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> squares, Span<float> updates, in AdaDeltaStep step)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            float direction = gradients[i] + step.WeightDecay * parameters[i];
            float square = Subnormals.Flush(step.Decay * squares[i] + step.OneMinusDecay * direction * direction);
            squares[i] = square;
            float update = MathF.Sqrt(updates[i] + step.Epsilon) / MathF.Sqrt(square + step.Epsilon) * direction;
            updates[i] = Subnormals.Flush(step.Decay * updates[i] + step.OneMinusDecay * update * update);
            parameters[i] -= step.Rate * update;
        }
    }
}
