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

    static abstract TSelf Divide(TSelf left, TSelf right);

    /// <summary>left * right + addend, rounded once where the processor has an instruction for it (in the tail, <see cref="Float1"/>, as in the vectors).</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>The larger of two values; NaN if either is.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The value between two limits; NaN stays NaN.</summary>
    static abstract TSelf Clamp(TSelf value, TSelf low, TSelf high);

    /// <summary>
    /// 2^n of a whole n from -126 to 127; 0 for -127 and infinity for 128. Given is n + <see cref="VectorMath.ExponentOffset"/>, whose lowest bits are the biased exponent.
    /// </summary>
    static abstract TSelf PowerOfTwo(TSelf shifted);

    /// <summary>left &gt; right ? whenTrue : whenFalse.</summary>
    static abstract TSelf SelectGreater(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);

    /// <summary>left == right ? whenTrue : whenFalse.</summary>
    static abstract TSelf SelectEqual(TSelf left, TSelf right, TSelf whenTrue, TSelf whenFalse);
}
