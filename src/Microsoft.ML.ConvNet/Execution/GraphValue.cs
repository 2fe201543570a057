namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A value that flows through a lowered graph: the output of one operation for a whole batch.</summary>
/// <param name="Id">Position in the graph.</param>
/// <param name="Shape">Shape of one row, without the batch axis.</param>
/// <param name="MemoryShape">
/// The shape in whose H, W, C order the row lies in memory: <paramref name="Shape"/>, or the shape before a flatten (which moves nothing).
/// </param>
internal sealed record GraphValue(int Id, ImageShape Shape, ImageShape MemoryShape);
