using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Sixteen floats: AVX-512.</summary>
internal readonly unsafe struct Float16 : IFloatVector<Float16>
{
    private readonly Vector512<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float16(Vector512<float> value) => _value = value;

    public static int Lanes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Float16 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 Create(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 Add(Float16 left, Float16 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 Subtract(Float16 left, Float16 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 Multiply(Float16 left, Float16 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 MultiplyAdd(Float16 left, Float16 right, Float16 addend) => new(Vector512.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 Max(Float16 left, Float16 right) => new(Vector512.Max(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 SelectGreater(Float16 left, Float16 right, Float16 whenTrue, Float16 whenFalse) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(left._value, right._value), whenTrue._value, whenFalse._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float16 SelectEqual(Float16 left, Float16 right, Float16 whenTrue, Float16 whenFalse) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(left._value, right._value), whenTrue._value, whenFalse._value));
}
