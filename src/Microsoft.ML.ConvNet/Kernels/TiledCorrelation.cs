using System.Runtime.CompilerServices;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// A correlation that is cut into square tiles of the output, each computed as products of transformed input and transformed filters: a matrix product over
/// all tiles for each transformed value. What the transforms are is the algorithm (<see cref="WinogradCorrelation{TTransform}"/>,
/// <see cref="FourierCorrelation"/>). A tile's transformed values lie together, matrix after matrix, channels contiguous.
/// </summary>
internal abstract unsafe class TiledCorrelation
{
    /// <summary>Keeps tiles, and the matrices of the filters, off the same place of the first-level cache.</summary>
    private const int Stagger = AlignedMemory.AlignmentFloats;

    /// <summary>Transformed input and products of a block: half of a second-level cache of 2 MB, beside the filters that stream by.</summary>
    private const long BlockBytes = 1 << 20;

    /// <summary>Fewer tiles would read the filters too often, more would not make the tiles of the matrix product faster.</summary>
    private const int FewestTiles = 28, MostTiles = 56;

    /// <summary>Transformed input and products of a part of the batch that is computed together where filters are large.</summary>
    private const long PartBytes = 32 << 20;

    /// <summary>Tiles of such a part at most.</summary>
    private const int MostPartTiles = 224;

    /// <param name="outputs">Output lines and columns of a tile.</param>
    /// <param name="inputs">Input lines and columns of a tile.</param>
    /// <param name="matrices">Transformed values of a tile.</param>
    /// <param name="parts">Floats of a transformed value: 1, or 2 for a complex number.</param>
    protected TiledCorrelation(KernelSet set, CorrelationGeometry geometry, int outputs, int inputs, int matrices, int parts)
    {
        Set = set;
        Geometry = geometry;
        Outputs = outputs;
        Inputs = inputs;
        Matrices = matrices;
        Parts = parts;
        TileRowsPerImage = (geometry.OutputHeight + outputs - 1) / outputs;
        TilesPerRow = (geometry.OutputWidth + outputs - 1) / outputs;
        Layout = new PanelLayout(set, parts * geometry.Source.Channels, geometry.OutputChannels);
        InputPitch = (int)AlignedMemory.Align((2 * parts - 1) * geometry.Source.Channels);
        int last = Layout.PanelCount - 1;
        OutputPitch = (int)AlignedMemory.Align((long)last * Layout.PanelWidth + Layout.Width(last));
        long tileBytes = sizeof(float) * (InputTile + OutputTile);
        BlockRows = (int)Math.Max(1, Math.Clamp(BlockBytes / tileBytes, FewestTiles / parts, MostTiles / parts) / TilesPerRow);
        PartRows = (int)Math.Max(1, Math.Clamp(PartBytes / tileBytes, FewestTiles / parts, MostPartTiles) / TilesPerRow);
    }

    /// <summary>The correlation that is computed.</summary>
    public CorrelationGeometry Geometry { get; }

    /// <summary>Output lines and columns of a tile.</summary>
    public int Outputs { get; }

    /// <summary>Input lines and columns of a tile.</summary>
    public int Inputs { get; }

    /// <summary>Matrix products: one for each of a tile's transformed values.</summary>
    public int Matrices { get; }

    /// <summary>Work is cut into rows of tiles.</summary>
    public int TileRowsPerImage { get; }

    public int TilesPerRow { get; }

    /// <summary>Tile rows of a block whose transformed values stay in the second-level cache.</summary>
    public int BlockRows { get; }

    /// <summary>Tile rows that are computed together where the filters are so large that all threads share them.</summary>
    public int PartRows { get; }

    /// <summary>How one matrix of the transformed filters is stored: depth input channels (for complex numbers twice as many), columns output channels.</summary>
    public PanelLayout Layout { get; }

    /// <summary>Floats from one tile of the transformed input to the next.</summary>
    public long InputTile => (long)Matrices * InputPitch + Stagger;

    /// <summary>Floats from one tile of products to the next.</summary>
    public long OutputTile => (long)Matrices * Parts * OutputPitch + Stagger;

    /// <summary>Floats of the transformed filters.</summary>
    public long FilterFloats => Matrices * FilterPitch;

    /// <summary>Scratch floats of one worker for each of the transforms.</summary>
    public abstract long ScratchFloats { get; }

    protected KernelSet Set { get; }

    /// <summary>Floats of a transformed value: 1, or 2 for a complex number.</summary>
    private int Parts { get; }

    /// <summary>
    /// Floats from one transformed value of a tile's input to the next: the input channels; of complex numbers there are two overlapping rows of twice the channels,
    /// the second one channels behind the first, for the two parts of the product.
    /// </summary>
    protected int InputPitch { get; }

    /// <summary>Floats from one product of a tile, or part of it, to the next: the columns of all panels.</summary>
    protected int OutputPitch { get; }

    /// <summary>Floats from one matrix of the transformed filters to the next.</summary>
    protected long FilterPitch => AlignedMemory.Align(Layout.Length) + Stagger;

    /// <summary>Filters to their transformed matrices, one panel of the filters at a time.</summary>
    /// <param name="filters">Layout of the packed filters: depth (kernel row, kernel column, channel), columns output channels.</param>
    /// <param name="transformed">Receives <see cref="FilterFloats"/> over all panels; zero where no panel writes.</param>
    public abstract void TransformFilters(in PanelLayout filters, float* panels, float* transformed, int panel, float* scratch);

    /// <summary>Tile rows [firstRow, firstRow + rowCount), counted over all images, to their transformed values.</summary>
    public abstract void TransformInput(float* source, int firstRow, int rowCount, float* transformed, float* scratch);

    /// <summary>Whether the output transform can add to the destination.</summary>
    public abstract bool CanAccumulate { get; }

    /// <summary>Products to the output pixels of tile rows [firstRow, firstRow + rowCount).</summary>
    /// <param name="accumulate">Adds to the destination instead of overwriting it, if <see cref="CanAccumulate"/>.</param>
    public void TransformOutput(float* products, int firstRow, int rowCount, float* destination, bool accumulate, float* scratch) =>
        TransformOutput(products, firstRow, rowCount, destination, 0, Geometry.OutputChannels, accumulate, scratch);

    /// <summary>The same for output channels [firstChannel, endChannel) alone.</summary>
    public abstract void TransformOutput(float* products, int firstRow, int rowCount, float* destination, int firstChannel, int endChannel, bool accumulate, float* scratch);

    /// <summary>Products of tiles [0, tiles) for matrices [firstMatrix, endMatrix) and panels [firstPanel, endPanel).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(float* transformed, float* filters, float* products, int tiles, int firstMatrix, int endMatrix, int firstPanel, int endPanel)
    {
        int depth = Layout.Depth, passes = (depth + Set.PanelDepth - 1) / Set.PanelDepth, passDepth = (depth + passes - 1) / passes;
        nint inputTile = (nint)InputTile, outputTile = (nint)OutputTile, segmentOffset = 0;
        MultiplyTile tile;
        tile.RowStride = inputTile;
        tile.SegmentOffsets = &segmentOffset;
        tile.Segments = 1;
        tile.PanelSkip = 0;
        tile.OutputStride = outputTile;
        for (int matrix = firstMatrix; matrix < endMatrix; matrix++)
        {
            for (int panel = firstPanel; panel < endPanel; panel++)
            {
                int vectors = Layout.Vectors(panel);
                var split = vectors == 1 ? Set.NarrowTileRows : Set.TileRows;
                for (int first = 0; first < depth; first += passDepth)
                {
                    tile.Run = Math.Min(passDepth, depth - first);
                    float* b = filters + matrix * FilterPitch + Layout.Start(panel) + (long)first * Layout.Width(panel);
                    bool isLast = panel + 1 == endPanel && first + tile.Run == depth;
                    float* next = !isLast ? b + tile.Run * Layout.Width(panel) : matrix + 1 < endMatrix ? filters + (matrix + 1) * FilterPitch + Layout.Start(firstPanel) : null;
                    var ahead = new PanelAhead(FilterFloats, b, next);
                    for (int part = 0; part < Parts; part++)
                    {
                        float* a = transformed + (nint)matrix * InputPitch + part * Geometry.Source.Channels + first;
                        float* c = products + ((nint)matrix * Parts + part) * OutputPitch + (nint)panel * Layout.PanelWidth;
                        for (int left = tiles; left > 0;)
                        {
                            int rows = split.Next(left);
                            tile.Ahead = ahead.Next();
                            Set.Multiply(rows, vectors, isPartial: false)(&tile, a, b, c, first > 0);
                            a += rows * inputTile;
                            c += rows * outputTile;
                            left -= rows;
                        }
                    }
                }
            }
        }
    }

    /// <summary>The rows of output pixels that tile rows [firstRow, firstRow + rowCount) cover: one stretch, over all images.</summary>
    public (long First, long Count) OutputLines(int firstRow, int rowCount)
    {
        long first = FirstLine(firstRow);
        return (first, FirstLine(firstRow + rowCount) - first);

        long FirstLine(int row) => (long)(row / TileRowsPerImage) * Geometry.OutputHeight + row % TileRowsPerImage * Outputs;
    }
}
