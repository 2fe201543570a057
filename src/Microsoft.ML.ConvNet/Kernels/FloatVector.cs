using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// A vector of floats of one width, so that a kernel that needs few registers is written once and compiled for each width. (The register tiles are
/// generated instead: the compiler keeps a wrapped vector in a register only while there are few of them.)
/// </summary>
internal unsafe interface IFloatVector<TSelf>
    where TSelf : struct, IFloatVector<TSelf>
{
    static abstract int Lanes { get; }

    static abstract TSelf Load(float* source);

    static abstract void Store(TSelf value, float* destination);

    static abstract TSelf Create(float value);

    static abstract TSelf Add(TSelf left, TSelf right);

    static abstract TSelf Subtract(TSelf left, TSelf right);

    static abstract TSelf Multiply(TSelf left, TSelf right);

    /// <summary>left * right + addend.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>The larger of two values; NaN if either is.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>left &gt; right ? whenTrue : whenFalse.</summary>
    static abstract TSelf SelectGreater(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>left == right ? whenTrue : whenFalse.</summary>
    static abstract TSelf SelectEqual(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);
}

/// <summary>One float: the tail of every vector loop, and the whole loop without intrinsics.</summary>
internal readonly unsafe struct Float1 : IFloatVector<Float1>
{
    private readonly float _value;

    private Float1(float value) => _value = value;

    public static int Lanes => 1;

    public static Float1 Load(float* source) => new(*source);

    public static void Store(Float1 value, float* destination) => *destination = value._value;

    public static Float1 Create(float value) => new(value);

    public static Float1 Add(Float1 left, Float1 right) => new(left._value + right._value);

    public static Float1 Subtract(Float1 left, Float1 right) => new(left._value - right._value);

    public static Float1 Multiply(Float1 left, Float1 right) => new(left._value * right._value);

    public static Float1 MultiplyAdd(Float1 left, Float1 right, Float1 addend) => new(MathF.FusedMultiplyAdd(left._value, right._value, addend._value));

    public static Float1 Max(Float1 left, Float1 right) => new(MathF.Max(left._value, right._value));

    public static Float1 SelectGreater(Float1 left, Float1 right, Float1 whenTrue, Float1 whenFalse) => left._value > right._value ? whenTrue : whenFalse;

    public static Float1 SelectEqual(Float1 left, Float1 right, Float1 whenTrue, Float1 whenFalse) => left._value == right._value ? whenTrue : whenFalse;
}

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
