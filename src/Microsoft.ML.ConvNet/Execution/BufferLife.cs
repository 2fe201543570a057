namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The steps during which a buffer holds values that are still needed, both ends included.</summary>
internal readonly record struct BufferLife(int First, int Last)
{
    public bool Overlaps(BufferLife other) => First <= other.Last && other.First <= Last;
}
