using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The kernels and block sizes of one instruction set (the table itself is generated from eng/KernelGenerator/VectorIsa.cs). Everything above asks a
/// set, so a test can run any set that the processor has.
/// </summary>
internal sealed unsafe partial class KernelSet
{
    private const int SlotsPerRow = 8;
    private const int MostQuadColumns = 12;

    private readonly delegate*<MultiplyTile*, float*, float*, float*, bool, void>[] _multiply = new delegate*<MultiplyTile*, float*, float*, float*, bool, void>[32 * SlotsPerRow];
    private readonly delegate*<FilterGradientTile*, float*, float*, float*, bool, void>[] _filterGradient = new delegate*<FilterGradientTile*, float*, float*, float*, bool, void>[32 * SlotsPerRow];
    private readonly delegate*<FilterGradientTile*, float*, float*, float*, bool, void>[] _threeByThree = new delegate*<FilterGradientTile*, float*, float*, float*, bool, void>[3 * SlotsPerRow];
    private readonly delegate*<MultiplyTile*, float*, float*, float*, bool, void>[] _quads = new delegate*<MultiplyTile*, float*, float*, float*, bool, void>[9 * SlotsPerRow];
    private readonly delegate*<QuadGradientTile*, float*, float*, float*, bool, void>[] _quadGradients = new delegate*<QuadGradientTile*, float*, float*, float*, bool, void>[MostQuadColumns + 1];
    private readonly delegate*<InterleavedTile*, float*, float*, float*, void>[] _interleavedForward = new delegate*<InterleavedTile*, float*, float*, float*, void>[8 * SlotsPerRow];
    private readonly delegate*<InterleavedFilterTile*, float*, float*, float*, void>[] _interleavedFilter = new delegate*<InterleavedFilterTile*, float*, float*, float*, void>[8 * SlotsPerRow];

    private KernelSet(string name, int lanes, int panelDepth)
    {
        Name = name;
        Lanes = lanes;
        PanelDepth = panelDepth;
    }

    /// <summary>All sets that this processor runs, fastest first; the last is Scalar.</summary>
    public static IReadOnlyList<KernelSet> Supported { get; } = CreateSupported();

    /// <summary>The fastest set that this processor runs.</summary>
    public static KernelSet Best => Supported[0];

    /// <summary>AVX-512, AVX2, Vector128 or Scalar.</summary>
    public string Name { get; }

    /// <summary>Floats in a vector; 1 without intrinsics.</summary>
    public int Lanes { get; }

    /// <summary>Output channels in half a weight panel: one vector.</summary>
    public int PanelVector => Math.Max(Lanes, 4);

    /// <summary>Output channels in a full weight panel: two vectors.</summary>
    public int PanelWidth => 2 * PanelVector;

    /// <summary>Depth of a weight panel that one pass keeps in the first-level data cache.</summary>
    public int PanelDepth { get; }

    /// <summary>How rows are split into tiles of two vectors for <see cref="Multiply"/>.</summary>
    public required TileSplit TileRows { get; init; }

    /// <summary>As <see cref="TileRows"/>, for one vector.</summary>
    public required TileSplit NarrowTileRows { get; init; }

    /// <summary>How filter elements are split into tiles of two vectors for <see cref="FilterGradient"/>.</summary>
    public required TileSplit FilterRows { get; init; }

    /// <summary>As <see cref="FilterRows"/>, which are among them, for one vector.</summary>
    public required TileSplit NarrowFilterRows { get; init; }

    /// <summary>How rows are split into tiles for <see cref="MultiplyQuads"/>; null when the set has none.</summary>
    public required TileSplit? QuadRows { get; init; }

    /// <summary>Most vectors of <see cref="ThreeByThree"/>; 0 when the set has none.</summary>
    public required int ThreeByThreeVectors { get; init; }

    /// <summary>Channel counts of <see cref="InterleavedForward"/>; empty when the set has no interleaved kernels.</summary>
    public required int[] InterleavedChannels { get; init; }

    /// <summary>Pixel counts of <see cref="InterleavedForward"/>.</summary>
    public required int[] InterleavedPixels { get; init; }

    /// <summary>Channel counts of <see cref="InterleavedFilter"/>.</summary>
    public required int[] InterleavedFilterChannels { get; init; }

    /// <summary>Kernel-column counts of <see cref="InterleavedFilter"/>.</summary>
    public required int[] InterleavedFilterTaps { get; init; }

    /// <summary>C (+)= A * panel for this many rows and vectors of a panel; a partial tile leaves the columns beyond <see cref="MultiplyTile.LastColumns"/> of its last vector alone.</summary>
    public delegate*<MultiplyTile*, float*, float*, float*, bool, void> Multiply(int rows, int vectors, bool isPartial) => _multiply[MatrixSlot(rows, vectors, isPartial)];

    /// <summary>Filter gradient for this many filter elements and vectors of output channels; a partial tile does not read beyond <see cref="FilterGradientTile.LastColumns"/>.</summary>
    public delegate*<FilterGradientTile*, float*, float*, float*, bool, void> FilterGradient(int rows, int vectors, bool isPartial) =>
        _filterGradient[MatrixSlot(rows, vectors, isPartial)];

    /// <summary>C (+)= A * panel for this many rows, of a panel of quads of this many vectors.</summary>
    public delegate*<MultiplyTile*, float*, float*, float*, bool, void> MultiplyQuads(int rows, int vectors) => _quads[Slot(rows, vectors)];

    /// <summary>C (+)= A * transposed quads of this many columns: the data gradient of up to two vectors of inputs.</summary>
    public delegate*<QuadGradientTile*, float*, float*, float*, bool, void> QuadGradient(int columns) => _quadGradients[columns];

    /// <summary>Filter gradient of a 3x3 kernel on one channel, for this many vectors of output channels; partial as in <see cref="FilterGradient"/>.</summary>
    public delegate*<FilterGradientTile*, float*, float*, float*, bool, void> ThreeByThree(int vectors, bool isPartial) => _threeByThree[Slot(vectors, isPartial ? 1 : 0)];

    /// <summary>A 3x3 kernel on one channel, forward, for two whole vectors of output channels; null when the set has none.</summary>
    public delegate*<ThreeByThreeTile*, float*, float*, float*, void> ThreeByThreeForward { get; private set; }

    /// <summary>Batch-interleaved convolution for this many output channels and pixels.</summary>
    public delegate*<InterleavedTile*, float*, float*, float*, void> InterleavedForward(int channels, int pixels) => _interleavedForward[Slot(channels, pixels)];

    /// <summary>Batch-interleaved filter gradient for this many output channels and kernel columns.</summary>
    public delegate*<InterleavedFilterTile*, float*, float*, float*, void> InterleavedFilter(int channels, int taps) => _interleavedFilter[Slot(channels, taps)];

    public override string ToString() => Name;

    private static int Slot(int major, int minor) => major * SlotsPerRow + minor;

    private static int MatrixSlot(int rows, int vectors, bool isPartial) => Slot(rows, isPartial ? vectors + 2 : vectors);

    private static List<KernelSet> CreateSupported()
    {
        var sets = new List<KernelSet>();
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported) sets.Add(CreateVector512());
        if (Vector256.IsHardwareAccelerated && Fma.IsSupported) sets.Add(CreateVector256());
        if (Vector128.IsHardwareAccelerated) sets.Add(CreateVector128(registers: X86Base.IsSupported && !Avx512F.VL.IsSupported ? 16 : 32));
        sets.Add(CreateScalar());
        return sets;
    }

    private static KernelSet CreateScalar()
    {
        var set = new KernelSet("Scalar", lanes: 1, panelDepth: 512)
        {
            TileRows = [4, 1],
            NarrowTileRows = [4, 1],
            FilterRows = [4, 1],
            NarrowFilterRows = [4, 1],
            QuadRows = null,
            ThreeByThreeVectors = 0,
            InterleavedChannels = [],
            InterleavedPixels = [],
            InterleavedFilterChannels = [],
            InterleavedFilterTaps = [],
        };
        set._multiply[MatrixSlot(4, 1, false)] = &MatrixTilesScalar.Multiply4x1;
        set._multiply[MatrixSlot(4, 2, false)] = &MatrixTilesScalar.Multiply4x2;
        set._multiply[MatrixSlot(1, 1, false)] = &MatrixTilesScalar.Multiply1x1;
        set._multiply[MatrixSlot(1, 2, false)] = &MatrixTilesScalar.Multiply1x2;
        set._filterGradient[MatrixSlot(4, 1, false)] = &MatrixTilesScalar.FilterGradient4x1;
        set._filterGradient[MatrixSlot(4, 2, false)] = &MatrixTilesScalar.FilterGradient4x2;
        set._filterGradient[MatrixSlot(1, 1, false)] = &MatrixTilesScalar.FilterGradient1x1;
        set._filterGradient[MatrixSlot(1, 2, false)] = &MatrixTilesScalar.FilterGradient1x2;
        set._multiply[MatrixSlot(4, 1, true)] = &MatrixTilesScalar.MultiplyPartial4x1;
        set._multiply[MatrixSlot(4, 2, true)] = &MatrixTilesScalar.MultiplyPartial4x2;
        set._multiply[MatrixSlot(1, 1, true)] = &MatrixTilesScalar.MultiplyPartial1x1;
        set._multiply[MatrixSlot(1, 2, true)] = &MatrixTilesScalar.MultiplyPartial1x2;
        set._filterGradient[MatrixSlot(4, 1, true)] = &MatrixTilesScalar.FilterGradientPartial4x1;
        set._filterGradient[MatrixSlot(4, 2, true)] = &MatrixTilesScalar.FilterGradientPartial4x2;
        set._filterGradient[MatrixSlot(1, 1, true)] = &MatrixTilesScalar.FilterGradientPartial1x1;
        set._filterGradient[MatrixSlot(1, 2, true)] = &MatrixTilesScalar.FilterGradientPartial1x2;
        return set;
    }
}
