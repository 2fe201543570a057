using System.Diagnostics;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>The steps of a plan that are one layer's forward pass, data gradient or filter gradient, and the samples of their time.</summary>
internal sealed class KernelTiming
{
    private readonly string _network;
    private readonly int _batch;
    private readonly string _layout;
    private readonly ConvolutionOperation _operation;
    private readonly KernelPass _pass;
    private readonly Step[] _steps;
    private readonly List<double> _seconds = [];
    private readonly List<double> _peaks = [];
    private int _runsBetweenReadings = 1;

    private KernelTiming(string network, int batch, KernelSet set, string layout, ConvolutionOperation operation, KernelPass pass, Step[] steps)
    {
        _network = network;
        _batch = batch;
        Set = set;
        _layout = layout;
        _operation = operation;
        _pass = pass;
        _steps = steps;
    }

    public KernelSet Set { get; }

    public KernelPass Pass => _pass;

    public double MedianPeak => Statistics.Of(_peaks).Median;

    // All weights meet every output pixel once.
    private double Operations => 2.0 * _batch * _operation.Weight.Count * _operation.Output.Shape.Height * _operation.Output.Shape.Width;

    /// <summary>The passes of all convolutions and dense layers of a plan, layer by layer.</summary>
    public static IEnumerable<KernelTiming> Of(string network, int batch, KernelSet set, bool isInterleaved, ExecutionPlan plan) =>
        from step in plan.Steps
        where step.Operation is ConvolutionOperation
        let pass = PassOf(step)
        where pass is not null
        group step.Step by (Operation: (ConvolutionOperation)step.Operation!, Pass: pass.Value) into steps
        orderby steps.Key.Operation.Output.Id, steps.Key.Pass
        let layout = isInterleaved && !steps.Key.Operation.IsDense ? "interleaved" : "rows"
        select new KernelTiming(network, batch, set, layout, steps.Key.Operation, steps.Key.Pass, [.. steps]);

    /// <summary>Runs for about this long; returns the seconds of one run.</summary>
    public double Sample(double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        int runs = 0;
        double elapsed;
        do
        {
            for (int run = 0; run < _runsBetweenReadings; run++)
            {
                foreach (var step in _steps) WorkerPool.Shared.Run(step, step.TaskCount, threads: 1);
            }

            runs += _runsBetweenReadings;
            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (elapsed < seconds);

        // Reading the clock takes several percent of the shortest kernels' time: read it a hundred times a sample.
        _runsBetweenReadings = Math.Max(1, (int)(runs / elapsed * seconds / 100));
        return elapsed / runs;
    }

    /// <summary>Keeps a sample with the peak of its round.</summary>
    public void Add(double seconds, double peak)
    {
        _seconds.Add(seconds);
        _peaks.Add(peak);
    }

    public KernelFigures Figures(double goal)
    {
        var share = Statistics.Of(_seconds.Zip(_peaks, (seconds, peak) => Operations / seconds / peak));
        return new KernelFigures(
            _network, _operation.Weight.Name, _operation.Inputs[0].Shape.ToString(), _operation.Output.Shape.ToString(), _batch, _layout, Text(_pass), Set.Name,
            1e6 * Statistics.Of(_seconds).Median, Statistics.Of(_seconds.Select(seconds => Operations / seconds / 1e9)), share, share.Median >= goal);
    }

    private static string Text(KernelPass pass) => pass switch
    {
        KernelPass.Forward => "forward",
        KernelPass.DataGradient => "data gradient",
        _ => "filter gradient",
    };

    // Null for a change of layout and for a sum with another layer's gradient. A step that is not known must not silently be left out or counted to the wrong pass.
    private static KernelPass? PassOf(PlanStep step) => step.Step switch
    {
        FromRowsStep or ToRowsStep or AddStep => null,
        ConvolutionStep or InterleavedConvolutionStep or FilterTransformStep or TiledConvolutionStep or FewTilesConvolutionStep or TileRowsStep or TileProductsStep =>
            step.IsBackward ? KernelPass.DataGradient : KernelPass.Forward,
        TransposeFiltersStep or InterleavedTransposeStep or TurnRowsStep or DenseDataGradientStep or ClearStep => KernelPass.DataGradient,
        FilterGradientStep or BlockedFilterGradientStep or WinogradFilterGradientStep or WinogradFilterSumStep or SumPartsStep or InterleavedFilterGradientStep => KernelPass.FilterGradient,
        _ => throw new InvalidOperationException($"The benchmark does not know what a {step.Step.GetType().Name} is part of."),
    };
}
