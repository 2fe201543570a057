namespace Microsoft.ML.ConvNet.Kernels;

// The scalar twin. The vector path uses it for its tail.
internal static partial class AdamUpdate
{
    public static void StepReference(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments, in AdamStep step)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            float direction = gradients[i] + step.WeightDecay * parameters[i];
            float first = Subnormals.Flush(step.Beta1 * firstMoments[i] + step.OneMinusBeta1 * direction);
            float second = Subnormals.Flush(step.Beta2 * secondMoments[i] + step.OneMinusBeta2 * direction * direction);
            firstMoments[i] = first;
            secondMoments[i] = second;
            parameters[i] = step.ParameterScale * parameters[i] - step.StepSize * first / (MathF.Sqrt(second) / step.SecondCorrection + step.Epsilon);
        }
    }
}
