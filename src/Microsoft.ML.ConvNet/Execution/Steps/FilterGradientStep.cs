using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The filter gradient over the whole batch, group by group. Many panels: each task owns some of them and runs through all rows. Few panels: each task sums a fixed
/// share of the rows into a part of its own, and the parts are added up in order.
/// </summary>
internal sealed unsafe class FilterGradientStep : Step
{
    private const int MostParts = 8;
    private const int EnoughPanels = 4;

    private readonly KernelSet _set;
    private readonly CorrelationGeometry _geometry;
    private readonly PanelLayout _layout;
    private readonly PlanBuffer _x;
    private readonly PlanBuffer _dy;
    private readonly float* _gradient;
    private readonly PlanBuffer? _parts;
    private readonly int _rowsPerBlock;

    public FilterGradientStep(RunState run, KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, PlanBuffer x, PlanBuffer dy, float* gradient, PlanBuffer? parts)
        : base(run)
    {
        _set = set;
        _geometry = geometry;
        _layout = layout;
        _x = x;
        _dy = dy;
        _gradient = gradient;
        _parts = parts;
        _rowsPerBlock = Correlation.RowsPerBlock(geometry);
    }

    public override long ScratchFloats => Correlation.ScratchFloats(_geometry, _rowsPerBlock);

    public override int TaskCount => _parts is null ? _geometry.Groups * _layout.PanelCount : Parts;

    /// <summary>Parts that are written for the current rows.</summary>
    public int Parts => Math.Min(MostParts, Blocks);

    private int TotalRows => Run.Rows * _geometry.RowsPerImage;

    private int Blocks => Divide(TotalRows, _rowsPerBlock);

    /// <summary>Parts to make room for with a full batch; 0 when tasks own panels.</summary>
    public static int PartsFor(CorrelationGeometry geometry, in PanelLayout layout, int batchSize)
    {
        int blocks = Divide((long)batchSize * geometry.RowsPerImage, Correlation.RowsPerBlock(geometry));
        return geometry.Groups * layout.PanelCount >= EnoughPanels || blocks == 1 ? 0 : Math.Min(MostParts, blocks);
    }

    public override void Execute(int task, int worker)
    {
        if (_parts is null)
        {
            Accumulate(_gradient, 0, Blocks, task / _layout.PanelCount, task % _layout.PanelCount, 1, worker);
            return;
        }

        float* part = _parts.Pointer + task * _geometry.Groups * _layout.Length;
        for (int group = 0; group < _geometry.Groups; group++)
            Accumulate(part, task * Blocks / Parts, (task + 1) * Blocks / Parts, group, 0, _layout.PanelCount, worker);
    }

    private void Accumulate(float* gradient, int firstBlock, int endBlock, int group, int firstPanel, int panelCount, int worker)
    {
        float* x = _x.Pointer + group * _geometry.Source.Channels, dy = _dy.Pointer + group * _geometry.OutputChannels;
        gradient += group * _layout.Length;
        for (int block = firstBlock; block < endBlock; block++)
        {
            int firstRow = block * _rowsPerBlock, rows = Math.Min(_rowsPerBlock, TotalRows - firstRow);
            Correlation.FilterGradient(
                _set, _geometry, _layout, x, dy, gradient, firstRow, rows, firstPanel, panelCount, block > firstBlock, Run.Scratch(worker));
        }
    }
}
