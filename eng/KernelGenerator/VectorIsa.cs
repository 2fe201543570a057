namespace Microsoft.ML.ConvNet.KernelGenerator;

/// <summary>
/// An instruction set as the generated text sees it: the vector class, its lanes, the register tiles that fit its register file, and its block sizes.
/// This is the one table of block sizes; KernelSet is generated from it.
/// </summary>
internal sealed record VectorIsa
{
    /// <summary>AVX-512: 32 registers of 16 floats. 14 x 2 accumulators + 2 vectors + 1 broadcast = 31.</summary>
    public static VectorIsa Vector512 { get; } = new()
    {
        Class = "Vector512", Name = "AVX-512", Lanes = 16, TileRows = [14, 8, 7, 4, 2, 1], FilterRows = [14, 10, 9, 8, 4, 2, 1],
        NarrowTileRows = [28, 16, 14, 8, 7, 4, 2, 1], NarrowFilterRows = [28, 16, 14, 10, 9, 8, 4, 2, 1], QuadRows = [8, 4, 2, 1], ThreeByThreeVectors = 2,
        HasPrefetch = true, ThreeByThreePixels = [6, 4, 2, 1],
        Mask = "var mask = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(tile->LastColumns)).AsSingle();",
        PartialLoad = address => $"Avx512F.MaskLoad({address}, mask, Vector512<float>.Zero)", PartialStore = (address, value) => $"Avx512F.MaskStore({address}, mask, {value})",
        InterleavedChannels = [6, 4, 2, 1], InterleavedPixels = [4, 2, 1], InterleavedFilterChannels = [4, 2, 1], InterleavedFilterTaps = [5, 3, 2, 1],
        PanelDepth = 288,
    };

    /// <summary>AVX2 with FMA: 16 registers of 8 floats. 6 x 2 accumulators + 2 vectors + 1 broadcast = 15.</summary>
    public static VectorIsa Vector256 { get; } = new()
    {
        Class = "Vector256", Name = "AVX2", Lanes = 8, TileRows = [6, 4, 2, 1], FilterRows = [6, 4, 3, 2, 1],
        NarrowTileRows = [12, 8, 6, 4, 2, 1], NarrowFilterRows = [12, 8, 6, 4, 3, 2, 1], HasPrefetch = true,
        Mask = "var mask = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(tile->LastColumns)).AsSingle();",
        PartialLoad = address => $"Avx.MaskLoad({address}, mask)", PartialStore = (address, value) => $"Avx.MaskStore({address}, mask, {value})",
        InterleavedChannels = [6, 4, 2, 1], InterleavedPixels = [2, 1], InterleavedFilterChannels = [2, 1], InterleavedFilterTaps = [5, 3, 2, 1],
        PanelDepth = 384,
    };

    /// <summary>
    /// Any other processor with vectors, 4 floats each: 32 registers on ARM64, filled as those of AVX-512, but 16 on x86 (SSE), where 6 x 2 accumulators are
    /// the most. Only the running process knows which: KernelSet leaves out the tiles that do not fit. SSE has no fused multiply-add (and a call for each
    /// would cost a hundredfold), so it is used where it is one instruction.
    /// </summary>
    public static VectorIsa Vector128 { get; } = new()
    {
        Class = "Vector128", Name = "Vector128", Lanes = 4, TileRows = [14, 8, 6, 4, 2, 1], FilterRows = [14, 9, 6, 4, 3, 2, 1],
        InterleavedChannels = [6, 4, 2, 1], InterleavedPixels = [4, 2, 1], InterleavedFilterChannels = [4, 2, 1], InterleavedFilterTaps = [5, 3, 2, 1],
        NarrowTileRows = [28, 14, 12, 8, 6, 4, 2, 1], NarrowFilterRows = [28, 14, 12, 9, 6, 4, 3, 2, 1],
        Mask = "int mask = tile->LastColumns;",
        PartialLoad = address => $"PartialVector.Load({address}, mask)", PartialStore = (address, value) => $"PartialVector.Store({value}, {address}, mask)",
        PanelDepth = 768, MultiplyAdd = "MultiplyAddEstimate", HasFixedRegisters = false,
    };

    /// <summary>All of them, fastest first.</summary>
    public static IReadOnlyList<VectorIsa> All { get; } = [Vector512, Vector256, Vector128];

    /// <summary>Vector512, Vector256 or Vector128.</summary>
    public required string Class { get; init; }

    /// <summary>The instruction set's name.</summary>
    public required string Name { get; init; }

    /// <summary>Floats in a vector.</summary>
    public required int Lanes { get; init; }

    /// <summary>Row counts of the matrix tiles of two vectors, largest first.</summary>
    public required int[] TileRows { get; init; }

    /// <summary>Row counts of the filter-gradient tiles of two vectors, largest first.</summary>
    public required int[] FilterRows { get; init; }

    /// <summary>As <see cref="TileRows"/>, for tiles of one vector: twice the rows fit, and a larger part of the loads is multiplied.</summary>
    public required int[] NarrowTileRows { get; init; }

    /// <summary>As <see cref="FilterRows"/>, for tiles of one vector; those are among them, as a narrow panel behind wide ones has tiles of their heights.</summary>
    public required int[] NarrowFilterRows { get; init; }

    /// <summary>Row counts of the tiles of quads, largest first; none where matrices of few columns are fast enough without.</summary>
    public int[] QuadRows { get; init; } = [];

    /// <summary>Most vectors of the filter-gradient tiles of nine rows that come from three lines.</summary>
    public int ThreeByThreeVectors { get; init; } = 1;

    /// <summary>Pixel counts of the forward tile of two vectors that keeps the nine taps of a 3x3 kernel on one channel in registers, largest first; none where they do not fit.</summary>
    public int[] ThreeByThreePixels { get; init; } = [];

    /// <summary>Whether tiles ask for memory ahead of its use (on x86; other processors look after themselves).</summary>
    public bool HasPrefetch { get; init; }

    /// <summary>The statement that declares <c>mask</c>: which lanes of a last vector exist that is not full.</summary>
    public required string Mask { get; init; }

    /// <summary>The expression that loads the lanes of the mask from an address, and zeros into the others.</summary>
    public required Func<string, string> PartialLoad { get; init; }

    /// <summary>The statement that stores the lanes of the mask of a value to an address.</summary>
    public required Func<string, string, string> PartialStore { get; init; }

    /// <summary>Output-channel counts of the batch-interleaved forward tiles.</summary>
    public required int[] InterleavedChannels { get; init; }

    /// <summary>Pixel counts of the batch-interleaved forward tiles.</summary>
    public required int[] InterleavedPixels { get; init; }

    /// <summary>Output-channel counts of the batch-interleaved filter-gradient tiles.</summary>
    public required int[] InterleavedFilterChannels { get; init; }

    /// <summary>Kernel-column counts of the same.</summary>
    public required int[] InterleavedFilterTaps { get; init; }

    /// <summary>Depth of a weight panel that one pass keeps in the first-level data cache beside the rows it multiplies.</summary>
    public required int PanelDepth { get; init; }

    /// <summary>The vector class's method for a * b + c in one instruction, or where there is none in two.</summary>
    public string MultiplyAdd { get; init; } = "FusedMultiplyAdd";

    /// <summary>Whether the number of registers is known here; otherwise the tiles are chosen at run time.</summary>
    public bool HasFixedRegisters { get; init; } = true;

    public string Type => $"{Class}<float>";
}
