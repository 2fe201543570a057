using System.Runtime.CompilerServices;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The filter gradient of a 3x3 convolution of stride 1 by Winograd's minimal filtering, turned around (Lavin and Gray, 2016, section 4; the transposition
/// principle of bilinear algorithms): dg = G^T [ sum over tiles of (B^T d B) * (A dY A^T) ] G, where d is a tile's input and dY its output's gradient.
/// <see cref="Winograd"/> has the matrices and the plain definition. For each transformed value the sum is a matrix product, channels x tiles x outputs.
/// </summary>
/// <remarks>
/// The sums are as many times larger than the filters as the transformed filters are. They are cut into blocks of input channels x output channels that
/// stay in the second-level cache while the tiles stream by, <see cref="BlockRows"/> tile rows at a time; blocks are independent, and transform their tiles on their own.
/// </remarks>
internal abstract unsafe class WinogradFilterGradient
{
    /// <summary>Output channels of a block: panels of the filters.</summary>
    private const int MostPanels = 2;

    /// <summary>Input times output channels of a block: 590 KB of sums for F(4, 3).</summary>
    private const int BlockElements = 64 * 64;

    /// <summary>Transformed tiles of a pass: half of a second-level cache of 2 MB.</summary>
    private const long PassBytes = 1 << 20;

    /// <summary>More tiles would not fit the first-level cache, matrix by matrix.</summary>
    private const int MostTiles = 224;

    /// <summary>Keeps matrices off the same place of the first-level cache.</summary>
    private const int Stagger = AlignedMemory.AlignmentFloats;

    /// <summary>Blocks of channels are multiples of this, so that vectors do not straddle them.</summary>
    private const int ChannelGranularity = 16;

    private readonly int _size;
    private readonly int _blockChannels;
    private readonly int _blockPanels;
    private readonly int _blockColumns;
    private readonly int _channelBlocks;

    /// <param name="geometry">The forward pass's; the algorithm fits it (<see cref="Winograd.Fits"/>).</param>
    /// <param name="filters">How the filters are packed.</param>
    /// <param name="outputs">m of F(m, 3).</param>
    protected WinogradFilterGradient(KernelSet set, CorrelationGeometry geometry, in PanelLayout filters, int outputs)
    {
        Set = set;
        Geometry = geometry;
        Layout = filters;
        _size = outputs + 2;
        TileRowsPerImage = (geometry.OutputHeight + outputs - 1) / outputs;
        TilesPerRow = (geometry.OutputWidth + outputs - 1) / outputs;
        int channels = geometry.Source.Channels;
        _blockPanels = Math.Min(MostPanels, Layout.PanelCount);
        _blockColumns = _blockPanels * Layout.PanelWidth;
        int blocks = (channels * _blockColumns + BlockElements - 1) / BlockElements;
        _blockChannels = Math.Min(channels, (int)Round((channels + blocks - 1) / blocks, ChannelGranularity));
        _channelBlocks = (channels + _blockChannels - 1) / _blockChannels;
        BlockCount = _channelBlocks * ((Layout.PanelCount + _blockPanels - 1) / _blockPanels);
        long tileBytes = sizeof(float) * (long)Matrices * (InputPitch + _blockColumns);
        BlockRows = (int)Math.Max(1, Math.Min(PassBytes / tileBytes, MostTiles) / TilesPerRow);
    }

    /// <summary>The forward pass's geometry.</summary>
    public CorrelationGeometry Geometry { get; }

    /// <summary>Work is cut into rows of tiles.</summary>
    public int TileRowsPerImage { get; }

    public int TilesPerRow { get; }

    /// <summary>Tile rows whose transformed values stay in cache.</summary>
    public int BlockRows { get; }

    /// <summary>Blocks of channels, which are computed independently.</summary>
    public int BlockCount { get; }

    /// <summary>Floats of one block's sums.</summary>
    public long SumFloats => Matrices * SumPitch;

    /// <summary>Scratch floats of one worker for <see cref="Accumulate"/> and <see cref="Finish"/>.</summary>
    public long ScratchFloats => Matrices * (TransformedInputPitch + TransformedGradientPitch) + Math.Max(TransformScratchFloats, 2 * (long)Matrices * Set.Lanes);

    protected KernelSet Set { get; }

    protected PanelLayout Layout { get; }

    /// <summary>Scratch floats of the transforms.</summary>
    protected abstract long TransformScratchFloats { get; }

    private int Matrices => _size * _size;

    private int InputPitch => (int)AlignedMemory.Align(_blockChannels);

    private long TransformedInputPitch => (long)BlockRows * TilesPerRow * InputPitch + Stagger;

    private long TransformedGradientPitch => (long)BlockRows * TilesPerRow * _blockColumns + Stagger;

    private long SumPitch => AlignedMemory.Align((long)_blockChannels * _blockColumns) + Stagger;

    /// <summary>A block's sums over tile rows [firstRow, endRow), counted over all images; at least one.</summary>
    /// <param name="sums">Receives <see cref="SumFloats"/>.</param>
    public void Accumulate(int block, float* x, float* dy, int firstRow, int endRow, float* sums, float* scratch)
    {
        var (firstChannel, channels, firstPanel, panels) = Block(block);
        int firstColumn = firstPanel * Layout.PanelWidth, columns = Math.Min(panels * Layout.PanelWidth, Layout.Columns - firstColumn);
        float* input = scratch;
        float* gradient = input + Matrices * TransformedInputPitch;
        float* free = gradient + Matrices * TransformedGradientPitch;
        for (int row = firstRow; row < endRow; row += BlockRows)
        {
            int rows = Math.Min(BlockRows, endRow - row);
            TransformInput(x, firstChannel, channels, row, rows, input, (nint)TransformedInputPitch, InputPitch, free);
            TransformGradient(dy, firstColumn, columns, row, rows, gradient, (nint)TransformedGradientPitch, _blockColumns, free);
            Multiply(input, gradient, sums, rows * TilesPerRow, channels, firstPanel, panels, row > firstRow);
        }
    }

    /// <summary>A block's sums, part after part in order, to the gradient of its filters: of a share of its input channels.</summary>
    /// <param name="partStride">Floats from one part of the block's sums to the next.</param>
    /// <param name="filterGradient">Packed as the filters are.</param>
    public void Finish(int block, int share, int shares, float* sums, long partStride, int parts, float* filterGradient, float* scratch)
    {
        var (firstChannel, channels, firstPanel, panels) = Block(block);
        int first = share * channels / shares, end = (share + 1) * channels / shares;
        for (int panel = firstPanel; panel < firstPanel + panels; panel++)
        {
            int width = Layout.Width(panel);
            float* source = sums + SumStart(panel - firstPanel, channels) + (nint)first * width;
            float* destination = filterGradient + Layout.Start(panel) + (nint)(firstChannel + first) * width;
            nint tap = (nint)Geometry.Source.Channels * width;
            int count = (end - first) * width;
            if (Set.Lanes == 16) Finish<Float16>(source, partStride, parts, destination, tap, count, scratch);
            else if (Set.Lanes == 8) Finish<Float8>(source, partStride, parts, destination, tap, count, scratch);
            else if (Set.Lanes == 4) Finish<Float4>(source, partStride, parts, destination, tap, count, scratch);
            else Finish<Float1>(source, partStride, parts, destination, tap, count, scratch);
        }
    }

    protected abstract void TransformInput(
        float* x, int firstChannel, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch);

    protected abstract void TransformGradient(
        float* dy, int firstChannel, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch);

    /// <summary>G^T in one dimension; see <see cref="IWinogradTransform.FilterGradient"/>.</summary>
    protected abstract void TransformSums<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>;

    private static long Round(long value, long multiple) => (value + multiple - 1) / multiple * multiple;

    private (int FirstChannel, int Channels, int FirstPanel, int Panels) Block(int block)
    {
        int firstChannel = block % _channelBlocks * _blockChannels, firstPanel = block / _channelBlocks * _blockPanels;
        return (
            firstChannel, Math.Min(_blockChannels, Geometry.Source.Channels - firstChannel), firstPanel, Math.Min(_blockPanels, Layout.PanelCount - firstPanel));
    }

    // Where a block's panel begins in the sums of one matrix.
    private nint SumStart(int panel, int channels) => (nint)panel * channels * Layout.PanelWidth;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* input, float* gradient, float* sums, int tiles, int channels, int firstPanel, int panels, bool accumulate)
    {
        var tile = new FilterGradientTile { PixelStrideA = InputPitch, PixelStrideB = _blockColumns, Pixels = tiles, Lines = 1 };
        for (int matrix = 0; matrix < Matrices; matrix++)
        {
            for (int panel = 0; panel < panels; panel++)
            {
                int index = firstPanel + panel, width = Layout.Width(index), vectors = Layout.Vectors(index);
                bool isPartial = Layout.IsPartial(index);
                var split = vectors == 1 ? Set.NarrowFilterRows : Set.FilterRows;
                tile.OutputStride = width;
                tile.LastColumns = Layout.LastColumns(index);
                float* a = input + matrix * TransformedInputPitch;
                float* b = gradient + matrix * TransformedGradientPitch + panel * Layout.PanelWidth;
                float* c = sums + matrix * SumPitch + SumStart(panel, channels);
                for (int left = channels; left > 0;)
                {
                    int rows = split.Next(left);
                    Set.FilterGradient(rows, vectors, isPartial)(&tile, a, b, c, accumulate);
                    a += rows;
                    c += rows * width;
                    left -= rows;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish<TVector>(float* source, long partStride, int parts, float* destination, nint tap, int count, float* values)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes;
        nint pitch = (nint)SumPitch;
        float* columns = values + Matrices * lanes;
        for (nint element = 0; element < count; element += lanes)
        {
            for (int matrix = 0; matrix < Matrices; matrix++)
            {
                float* first = source + matrix * pitch + element;
                TVector sum = TVector.Load(first);
                for (int part = 1; part < parts; part++) sum = TVector.Add(sum, TVector.Load(first + part * partStride));
                TVector.Store(sum, values + matrix * lanes);
            }

            TransformSums<TVector>(values, _size * lanes, lanes, columns, _size * lanes, lanes, _size);
            TransformSums<TVector>(columns, lanes, _size * lanes, destination + element, tap, 3 * tap, 3);
        }
    }
}
