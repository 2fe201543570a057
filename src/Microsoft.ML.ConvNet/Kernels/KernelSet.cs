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

    private readonly delegate*<MultiplyTile*, float*, float*, float*, bool, void>[] _multiply = new delegate*<MultiplyTile*, float*, float*, float*, bool, void>[16 * SlotsPerRow];
    private readonly delegate*<FilterGradientTile*, float*, float*, float*, bool, void>[] _filterGradient = new delegate*<FilterGradientTile*, float*, float*, float*, bool, void>[16 * SlotsPerRow];
    private readonly delegate*<InterleavedTile*, float*, float*, float*, void>[] _interleavedForward = new delegate*<InterleavedTile*, float*, float*, float*, void>[8 * SlotsPerRow];
    private readonly delegate*<InterleavedFilterTile*, float*, float*, float*, void>[] _interleavedFilter = new delegate*<InterleavedFilterTile*, float*, float*, float*, void>[8 * SlotsPerRow];

    private readonly int[] _tileSplit;
    private readonly int[] _filterSplit;

    private KernelSet(string name, int lanes, int panelDepth, int[] tileRows, int[] filterRows)
    {
        TileRows = tileRows;
        FilterRows = filterRows;
        _tileSplit = CheapestSplit(tileRows);
        _filterSplit = CheapestSplit(filterRows);
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

    /// <summary>Row counts of <see cref="Multiply"/>, largest first, ending with 1.</summary>
    public int[] TileRows { get; }

    /// <summary>Row counts of <see cref="FilterGradient"/>, largest first, ending with 1.</summary>
    public int[] FilterRows { get; }

    /// <summary>Channel counts of <see cref="InterleavedForward"/>; empty when the set has no interleaved kernels.</summary>
    public required int[] InterleavedChannels { get; init; }

    /// <summary>Pixel counts of <see cref="InterleavedForward"/>.</summary>
    public required int[] InterleavedPixels { get; init; }

    /// <summary>Channel counts of <see cref="InterleavedFilter"/>.</summary>
    public required int[] InterleavedFilterChannels { get; init; }

    /// <summary>Kernel-column counts of <see cref="InterleavedFilter"/>.</summary>
    public required int[] InterleavedFilterTaps { get; init; }

    /// <summary>Rows of the next tile when this many rows are left, so that the tiles of a line cost least together.</summary>
    public int NextTile(int rows) => rows < _tileSplit.Length ? _tileSplit[rows] : TileRows[0];

    /// <summary>As <see cref="NextTile"/>, for filter-gradient tiles.</summary>
    public int NextFilterTile(int rows) => rows < _filterSplit.Length ? _filterSplit[rows] : FilterRows[0];

    /// <summary>C (+)= A * panel for this many rows and vectors of a panel.</summary>
    public delegate*<MultiplyTile*, float*, float*, float*, bool, void> Multiply(int rows, int vectors) => _multiply[Slot(rows, vectors)];

    /// <summary>Filter gradient for this many filter elements and vectors of output channels.</summary>
    public delegate*<FilterGradientTile*, float*, float*, float*, bool, void> FilterGradient(int rows, int vectors) => _filterGradient[Slot(rows, vectors)];

    /// <summary>Batch-interleaved convolution for this many output channels and pixels.</summary>
    public delegate*<InterleavedTile*, float*, float*, float*, void> InterleavedForward(int channels, int pixels) => _interleavedForward[Slot(channels, pixels)];

    /// <summary>Batch-interleaved filter gradient for this many output channels and kernel columns.</summary>
    public delegate*<InterleavedFilterTile*, float*, float*, float*, void> InterleavedFilter(int channels, int taps) => _interleavedFilter[Slot(channels, taps)];

    public override string ToString() => Name;

    private static int Slot(int major, int minor) => major * SlotsPerRow + minor;

    /// <summary>For each number of rows up to a bound, the first tile of the cheapest split; a tile costs its rows plus what it takes to start one.</summary>
    private static int[] CheapestSplit(int[] tiles)
    {
        const int startCost = 3;
        var first = new int[4 * tiles[0] + 1];
        var cost = new int[first.Length];
        for (int rows = 1; rows < first.Length; rows++)
        {
            cost[rows] = int.MaxValue;
            foreach (int tile in tiles)
            {
                if (tile > rows || cost[rows - tile] + tile + startCost >= cost[rows]) continue;
                cost[rows] = cost[rows - tile] + tile + startCost;
                first[rows] = tile;
            }
        }

        return first;
    }

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
        var set = new KernelSet("Scalar", lanes: 1, panelDepth: 512, tileRows: [4, 1], filterRows: [4, 1])
        {
            InterleavedChannels = [],
            InterleavedPixels = [],
            InterleavedFilterChannels = [],
            InterleavedFilterTaps = [],
        };
        set._multiply[Slot(4, 1)] = &MatrixTilesScalar.Multiply4x1;
        set._multiply[Slot(4, 2)] = &MatrixTilesScalar.Multiply4x2;
        set._multiply[Slot(1, 1)] = &MatrixTilesScalar.Multiply1x1;
        set._multiply[Slot(1, 2)] = &MatrixTilesScalar.Multiply1x2;
        set._filterGradient[Slot(4, 1)] = &MatrixTilesScalar.FilterGradient4x1;
        set._filterGradient[Slot(4, 2)] = &MatrixTilesScalar.FilterGradient4x2;
        set._filterGradient[Slot(1, 1)] = &MatrixTilesScalar.FilterGradient1x1;
        set._filterGradient[Slot(1, 2)] = &MatrixTilesScalar.FilterGradient1x2;
        return set;
    }
}
