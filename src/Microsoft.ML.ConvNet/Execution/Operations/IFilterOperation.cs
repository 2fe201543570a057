using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>An operation whose weight is stored in an order of the kernels' own.</summary>
internal interface IFilterOperation
{
    GraphParameter Weight { get; }

    /// <summary>Whether the order differs from PyTorch's.</summary>
    bool IsPacked(bool isInterleaved);

    /// <summary>Floats as stored.</summary>
    long PackedLength(KernelSet set);

    /// <summary>From PyTorch's order.</summary>
    void Pack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> values, Span<float> packed);

    /// <summary>To PyTorch's order.</summary>
    void Unpack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> packed, Span<float> values);
}
