using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// A slot of an optimizer without new gradients shrinks into the subnormal range and stays there (0.9 times the smallest subnormal rounds to itself), where every
/// multiplication traps into microcode; such values are set to zero.
/// </summary>
internal static class Subnormals
{
    private const float SmallestNormal = 1.17549435e-38f;

    public static float Flush(float value) => MathF.Abs(value) < SmallestNormal ? 0 : value;

    public static Vector<float> Flush(Vector<float> value) =>
        Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(value), new Vector<float>(SmallestNormal)), Vector<float>.Zero, value);
}
