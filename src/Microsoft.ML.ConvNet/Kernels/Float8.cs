using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Eight floats: AVX2.</summary>
internal readonly unsafe struct Float8 : IFloatVector<Float8>
{
    private readonly Vector256<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float8(Vector256<float> value) => _value = value;

    public static int Lanes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Float8 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 Create(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 Add(Float8 left, Float8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 Subtract(Float8 left, Float8 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 Multiply(Float8 left, Float8 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 MultiplyAdd(Float8 left, Float8 right, Float8 addend) => new(Vector256.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 Max(Float8 left, Float8 right) => new(Vector256.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 SelectGreater(Float8 left, Float8 right, Float8 whenTrue, Float8 whenFalse) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float8 SelectEqual(Float8 left, Float8 right, Float8 whenTrue, Float8 whenFalse) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(left._value, right._value), whenTrue._value, whenFalse._value));
}
