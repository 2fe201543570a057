namespace Microsoft.ML.ConvNet.Kernels;

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

    public static Float1 Divide(Float1 left, Float1 right) => new(left._value / right._value);

    public static Float1 MultiplyAdd(Float1 left, Float1 right, Float1 addend) => new(float.MultiplyAddEstimate(left._value, right._value, addend._value));

    public static Float1 Max(Float1 left, Float1 right) => new(MathF.Max(left._value, right._value));

    public static Float1 Clamp(Float1 value, Float1 low, Float1 high) => new(float.MinNative(high._value, float.MaxNative(low._value, value._value)));

    public static Float1 PowerOfTwo(Float1 shifted) => new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(shifted._value) << 23));

    public static Float1 SelectGreater(Float1 left, Float1 right, Float1 whenTrue, Float1 whenFalse) => left._value > right._value ? whenTrue : whenFalse;

    public static Float1 SelectEqual(Float1 left, Float1 right, Float1 whenTrue, Float1 whenFalse) => left._value == right._value ? whenTrue : whenFalse;
}
