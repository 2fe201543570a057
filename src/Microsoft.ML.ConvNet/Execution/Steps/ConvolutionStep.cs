using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A correlation over the whole batch: a convolution's forward pass or its data gradient.</summary>
internal sealed unsafe class ConvolutionStep : Step
{
    /// <summary>Below this many blocks of rows the panels are shared out too.</summary>
    private const int FewBlocks = 8;

    /// <summary>Multiply-adds of a share that are worth handing over to another thread.</summary>
    private const int LeastShare = 1 << 16;

    /// <summary>Pixels of a block when few images are cut finer: several of the largest tiles; and the fewest, for half as many blocks.</summary>
    private const int SmallBlockPixels = 56, LeastBlockPixels = 28;

    private readonly KernelSet _set;
    private readonly CorrelationGeometry _geometry;
    private readonly PanelLayout _layout;
    private readonly PlanBuffer _x;
    private readonly FilterMemory _filters;
    private readonly bool _accumulate;
    private readonly PlanBuffer _raw;
    private readonly PlanBuffer _y;
    private readonly Epilogue _epilogue;
    private readonly int _rowsPerBlock;
    private readonly int _smallBlocks;

    /// <param name="raw">Receives the correlation.</param>
    /// <param name="y">Receives what the epilogue makes of it; <paramref name="raw"/> if that need not be kept.</param>
    /// <param name="accumulate">Adds to raw instead of overwriting it.</param>
    /// <param name="scoredImages">At scoring the plan's batch size: few images may then be cut into smaller blocks than <see cref="BlockCount"/> says. 0 in training.</param>
    public ConvolutionStep(
        RunState run, KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, PlanBuffer x, FilterMemory filters, PlanBuffer raw, PlanBuffer y, Epilogue epilogue,
        bool accumulate = false, int scoredImages = 0)
        : base(run)
    {
        _set = set;
        _geometry = geometry;
        _layout = layout;
        _x = x;
        _filters = filters;
        _raw = raw;
        _y = y;
        _epilogue = epilogue;
        _accumulate = accumulate;
        _rowsPerBlock = Correlation.RowsPerBlock(geometry);
        _smallBlocks = SmallBlocks(scoredImages);
        if (_smallBlocks > 0) _rowsPerBlock = Divide((long)scoredImages * geometry.RowsPerImage, _smallBlocks);
    }

    public override long ScratchFloats => Correlation.ScratchFloats(_geometry, _rowsPerBlock);

    public override int TaskCount
    {
        get
        {
            int blocks = Blocks;
            return blocks * _geometry.Groups * PanelShares(blocks);
        }
    }

    private int TotalRows => Run.Rows * _geometry.RowsPerImage;

    private int Blocks => _smallBlocks > 0 ? Math.Min(_smallBlocks, TotalRows) : Divide(TotalRows, _rowsPerBlock);

    /// <summary>Blocks of rows for a number of images.</summary>
    public static int BlockCount(CorrelationGeometry geometry, int images) => Divide(images * geometry.RowsPerImage, Correlation.RowsPerBlock(geometry));

    // Small blocks are shared out evenly.
    private (int First, int Count) Rows(int block, int blocks)
    {
        if (_smallBlocks == 0) return (block * _rowsPerBlock, Math.Min(_rowsPerBlock, TotalRows - block * _rowsPerBlock));
        int first = block * TotalRows / blocks;
        return (first, (block + 1) * TotalRows / blocks - first);
    }

    // Few images are cut by rows as long as all filters are fewer than the activations: a thread then finds in its own cache what it has written in the step before.
    private int SmallBlocks(int images)
    {
        long rows = (long)images * _geometry.RowsPerImage, pixels = rows * _geometry.PixelsPerRow, activations = images * _geometry.SourceFloats + pixels * _geometry.OutputStride;
        if (Divide(rows, _rowsPerBlock) >= FewBlocks || _geometry.Groups * _layout.Length > activations) return 0;
        return pixels >= FewBlocks * SmallBlockPixels ? FewBlocks : pixels >= FewBlocks / 2 * LeastBlockPixels ? FewBlocks / 2 : 0;
    }

    private int PanelShares(int blocks)
    {
        int parts = blocks * _geometry.Groups;
        if (parts >= FewBlocks || _smallBlocks > 0) return 1;
        long work = (long)Math.Min(TotalRows, _rowsPerBlock) * _geometry.PixelsPerRow * _geometry.Depth * _geometry.OutputChannels;
        return (int)Math.Clamp(work / LeastShare, 1, Math.Min(_layout.PanelCount, Divide(FewBlocks, parts)));
    }

    // The next block's, which this thread is likely to take. Where the block adds to what is there, and reads more behind that, memory has no time to spare.
    private int NextRows(int block, int blocks, int endRow) =>
        _geometry.IsPointwise && !_accumulate && blocks >= FewBlocks && block + 1 < blocks ? Math.Min(_rowsPerBlock, TotalRows - endRow) : 0;

    public override void Execute(int task, int worker)
    {
        int blocks = Blocks, shares = PanelShares(blocks), block = task, share = 0, group = 0;
        if (shares > 1) (block, share) = Math.DivRem(block, shares);
        if (_geometry.Groups > 1) (block, group) = Math.DivRem(block, _geometry.Groups);
        var (firstPanel, endPanel) = shares == 1 ? (0, _layout.PanelCount) : (share * _layout.PanelCount / shares, (share + 1) * _layout.PanelCount / shares);
        var (firstRow, rows) = Rows(block, blocks);
        float* panels = _filters.Pointer + group * _layout.Length;
        int channels = _geometry.OutputChannels, firstChannel = group * channels;
        long firstPixel = (long)firstRow * _geometry.PixelsPerRow, pixels = (long)rows * _geometry.PixelsPerRow;
        float* x = _x.Pointer + group * _geometry.Source.Channels, raw = _raw.Pointer + firstChannel;
        int nextRows = NextRows(block, blocks, firstRow + rows);
        if (_epilogue.HasSums)
        {
            Correlation.Forward(_set, _geometry, _layout, x, panels, raw, firstRow, rows, firstPanel, endPanel - firstPanel, _accumulate, Run.Scratch(worker), nextRows);
            Finish(block, firstPixel, pixels, firstChannel, firstPanel, endPanel);
        }
        else
        {
            var end = new PanelEnd(this, block, firstPixel, pixels, firstChannel);
            Correlation.Forward(_set, _geometry, _layout, x, panels, raw, firstRow, rows, firstPanel, endPanel - firstPanel, _accumulate, Run.Scratch(worker), end, nextRows);
        }
    }

    private void Finish(int block, long firstPixel, long pixels, int firstChannel, int firstPanel, int endPanel)
    {
        if (_epilogue.IsEmpty) return;
        int firstColumn = firstPanel * _layout.PanelWidth, endColumn = Math.Min(endPanel * _layout.PanelWidth, _geometry.OutputChannels);
        _epilogue.Apply(_set, _raw, _y, block, firstPixel, pixels, _geometry.OutputStride, firstChannel + firstColumn, endColumn - firstColumn);
    }

    // The epilogue of one panel's columns.
    private readonly struct PanelEnd(ConvolutionStep step, int block, long firstPixel, long pixels, int firstChannel) : IPanelEnd
    {
        public void Finish(int panel) => step.Finish(block, firstPixel, pixels, firstChannel, panel, panel + 1);
    }
}
