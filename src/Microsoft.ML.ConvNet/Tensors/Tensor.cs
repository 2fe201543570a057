using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet;

/// <summary>A dense array of single-precision values with its dimensions, row-major (the last dimension is contiguous).</summary>
/// <remarks>Parameters use PyTorch's dimensions: a convolution's weight is (O, I, H, W), a dense layer's (out, in), biases and norms are vectors.</remarks>
public sealed class Tensor
{
    /// <summary>Creates a tensor over existing values (not copied).</summary>
    /// <param name="dimensions">The extents; their product must equal the number of values.</param>
    /// <param name="values">The values, row-major.</param>
    /// <exception cref="ArgumentException">The product of the dimensions is not the number of values.</exception>
    public Tensor(ImmutableArray<int> dimensions, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Count(dimensions) != values.Length)
            throw new ArgumentException($"A tensor of {string.Join("x", dimensions)} has {Count(dimensions)} values, but {values.Length} were given.", nameof(values));
        Dimensions = dimensions;
        Values = values;
    }

    /// <summary>The extents.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>The values, row-major.</summary>
    public float[] Values { get; }

    internal static long Count(ImmutableArray<int> dimensions)
    {
        long count = 1;
        foreach (int extent in dimensions) count = checked(count * extent);
        return count;
    }
}
