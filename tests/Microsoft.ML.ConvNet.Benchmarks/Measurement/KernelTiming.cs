using System.Diagnostics;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>The steps of a plan that are one layer's forward pass, data gradient or filter gradient, and what was measured of them.</summary>
public sealed class KernelTiming
{
    private const double PeakSeconds = 0.005;
    private const double WarmUpSeconds = 0.5;

    /// <summary>The peak of an undisturbed processor: one in ten readings is higher.</summary>
    private const double QuietQuantile = 0.9;

    /// <summary>An iteration counts if the peak before and after it was at least this part of the undisturbed one.</summary>
    private const double QuietShare = 0.9;

    /// <summary>With fewer quiet iterations than this all count, but nothing is said to reach the goal.</summary>
    private const int LeastQuiet = 10;

    private readonly string _network;
    private readonly int _batch;
    private readonly string _layout;
    private readonly ConvolutionOperation _operation;
    private readonly Step[] _steps;
    private readonly Action _fill;
    private readonly List<double> _peaks = [];
    private readonly List<Sample> _samples = [];

    private KernelTiming(string network, int batch, KernelSet set, string layout, ConvolutionOperation operation, KernelPass pass, Step[] steps, Action fill)
    {
        _network = network;
        _batch = batch;
        Set = set;
        _layout = layout;
        _operation = operation;
        Pass = pass;
        _steps = steps;
        _fill = fill;
    }

    internal KernelSet Set { get; }

    internal KernelPass Pass { get; }

    // All weights meet every output pixel once.
    private double Operations => 2.0 * _batch * _operation.Weight.Count * _operation.Output.Shape.Height * _operation.Output.Shape.Width;

    /// <summary>The passes of all convolutions and dense layers of a plan, layer by layer.</summary>
    /// <param name="fill">Runs the whole plan.</param>
    internal static IEnumerable<KernelTiming> Of(string network, int batch, KernelSet set, bool isInterleaved, ExecutionPlan plan, Action fill) =>
        from step in plan.Steps
        where step.Operation is ConvolutionOperation
        let pass = PassOf(step)
        where pass is not null
        group step.Step by (Operation: (ConvolutionOperation)step.Operation!, Pass: pass.Value) into steps
        orderby steps.Key.Operation.Output.Id, steps.Key.Pass
        let layout = isInterleaved && !steps.Key.Operation.IsDense ? "interleaved" : "rows"
        select new KernelTiming(network, batch, set, layout, steps.Key.Operation, steps.Key.Pass, [.. steps], fill);

    /// <summary>Fills activations and gradients with numbers of usual size, on which the steps then run alone: layers share memory, and others' steps may leave anything.</summary>
    internal void Fill() => _fill();

    /// <summary>Runs until the runtime has compiled the steps with all optimisations, which takes it a few hundred milliseconds of calls.</summary>
    internal void WarmUp()
    {
        Fill();
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds) Run();
    }

    /// <summary>Once, on this thread.</summary>
    internal void Run()
    {
        foreach (var step in _steps) WorkerPool.Shared.Run(step, step.TaskCount, threads: 1);
    }

    /// <summary>Reads the peak, before and after every iteration.</summary>
    internal void MeasurePeak() => _peaks.Add(Set.Lanes > 1 ? FmaPeak.Measure(Set, threads: 1, PeakSeconds) : double.NaN);

    /// <summary>Keeps the seconds of a run in each iteration, the last ones around which the peak was read.</summary>
    internal void Keep(IReadOnlyList<double> seconds)
    {
        int first = _peaks.Count - 2 * seconds.Count;
        _samples.AddRange(seconds.Select((one, i) => new Sample(one, _peaks[first + 2 * i], _peaks[first + 2 * i + 1])));
        _peaks.Clear();
    }

    /// <summary>
    /// The least peak of an iteration that counts. The other half of a virtual processor's core belongs to somebody else; while he works, multiply-adds from registers take half as long again, and kernels, which also
    /// need the caches and the decoders, suffer more than they do.
    /// </summary>
    internal static double LeastPeak(IEnumerable<KernelTiming> kernels)
    {
        double[] peaks = [.. kernels.SelectMany(kernel => kernel._samples).SelectMany(sample => new[] { sample.Before, sample.After }).Order()];
        return QuietShare * peaks[(int)(QuietQuantile * (peaks.Length - 1))];
    }

    /// <summary>Those of one set that have too few quiet iterations.</summary>
    internal static IEnumerable<KernelTiming> Disturbed(IEnumerable<KernelTiming> kernels)
    {
        double leastPeak = LeastPeak(kernels);
        return kernels.Where(kernel => kernel.Quiet(leastPeak).Count < LeastQuiet);
    }

    /// <param name="leastPeak">What <see cref="LeastPeak"/> says.</param>
    internal KernelFigures Figures(double goal, double leastPeak)
    {
        var quiet = Quiet(leastPeak);
        var counted = quiet.Count >= LeastQuiet ? quiet : _samples;
        var share = Statistics.Of(counted.Select(sample => Operations / sample.Seconds / sample.Peak));
        return new KernelFigures(
            _network, _operation.Weight.Name, _operation.Inputs[0].Shape.ToString(), _operation.Output.Shape.ToString(), _batch, _layout, Text(Pass), Set.Name,
            1e6 * Statistics.Of(counted.Select(sample => sample.Seconds)).Median, Statistics.Of(counted.Select(sample => Operations / sample.Seconds / 1e9)),
            Statistics.Of(counted.Select(sample => sample.Peak / 1e9)), share, (double)quiet.Count / _samples.Count, counted == quiet && share.Median >= goal);
    }

    public override string ToString() => $"{Set} {_network} {_operation.Weight.Name} {Text(Pass)}";

    private List<Sample> Quiet(double leastPeak) => [.. _samples.Where(sample => Math.Min(sample.Before, sample.After) >= leastPeak)];

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

    /// <param name="Before">The peak before it.</param>
    /// <param name="After">The peak behind it.</param>
    private readonly record struct Sample(double Seconds, double Before, double After)
    {
        public double Peak => (Before + After) / 2;
    }
}
