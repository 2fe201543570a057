using System.Diagnostics;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>The steps of a plan that are one layer's forward pass, data gradient or filter gradient, and what was measured of them.</summary>
public sealed class KernelTiming
{
    private const double WarmUpSeconds = 0.5;

    /// <summary>The reading of an undisturbed processor: one in ten is higher.</summary>
    private const double QuietQuantile = 0.9;

    /// <summary>An iteration counts if the readings before and after it were at least this part of the undisturbed one.</summary>
    private const double QuietShare = 0.9;

    /// <summary>With fewer quiet iterations than this all count, but nothing is said to reach the goal.</summary>
    private const int LeastQuiet = 10;

    private readonly string _network;
    private readonly int _batch;
    private readonly string _layout;
    private readonly ConvolutionOperation _operation;
    private readonly Step[] _steps;
    private readonly Action _fill;
    private readonly List<ProcessorReading> _readings = [];
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

    /// <summary>Reads what the processor gives, before and after every iteration.</summary>
    internal void Read() => _readings.Add(ProcessorReading.Take(Set));

    /// <summary>Keeps the seconds of a run in each iteration, the last ones around which the processor was read.</summary>
    internal void Keep(IReadOnlyList<double> seconds)
    {
        int first = _readings.Count - 2 * seconds.Count;
        _samples.AddRange(seconds.Select((one, i) => new Sample(one, _readings[first + 2 * i], _readings[first + 2 * i + 1])));
        _readings.Clear();
    }

    /// <summary>
    /// The least reading of an iteration that counts. The other half of a virtual processor's core belongs to somebody else; while he works, multiply-adds from registers take half as long again, and kernels, which also
    /// need the caches and the decoders, suffer more than they do. The third-level cache is shared with more of them.
    /// </summary>
    internal static ProcessorReading LeastReading(IEnumerable<KernelTiming> kernels)
    {
        ProcessorReading[] readings = [.. kernels.SelectMany(kernel => kernel._samples).SelectMany(sample => new[] { sample.Before, sample.After })];
        return new ProcessorReading(Least(readings.Select(reading => reading.Peak)), Least(readings.Select(reading => reading.Stream)));

        static double Least(IEnumerable<double> values)
        {
            double[] sorted = [.. values.Order()];
            return QuietShare * sorted[(int)(QuietQuantile * (sorted.Length - 1))];
        }
    }

    /// <summary>Those of one set that have too few quiet iterations.</summary>
    internal static IEnumerable<KernelTiming> Disturbed(IEnumerable<KernelTiming> kernels)
    {
        var least = LeastReading(kernels);
        return kernels.Where(kernel => kernel.Quiet(least).Count < LeastQuiet);
    }

    /// <param name="least">What <see cref="LeastReading"/> says.</param>
    internal KernelFigures Figures(double goal, ProcessorReading least)
    {
        var quiet = Quiet(least);
        var counted = quiet.Count >= LeastQuiet ? quiet : _samples;
        var share = Statistics.Of(counted.Select(sample => Operations / sample.Seconds / sample.Peak));
        return new KernelFigures(
            _network, _operation.Weight.Name, _operation.Inputs[0].Shape.ToString(), _operation.Output.Shape.ToString(), _batch, _layout, Text(Pass), Set.Name,
            1e6 * Statistics.Of(counted.Select(sample => sample.Seconds)).Median, Statistics.Of(counted.Select(sample => Operations / sample.Seconds / 1e9)),
            Statistics.Of(counted.Select(sample => sample.Peak / 1e9)), share, (double)quiet.Count / _samples.Count, counted == quiet && share.Median >= goal);
    }

    public override string ToString() => $"{Set} {_network} {_operation.Weight.Name} {Text(Pass)}";

    private List<Sample> Quiet(ProcessorReading least) => [.. _samples.Where(sample => sample.Before.IsAtLeast(least) && sample.After.IsAtLeast(least))];

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

    /// <param name="Before">The processor before it.</param>
    /// <param name="After">The processor behind it.</param>
    private readonly record struct Sample(double Seconds, ProcessorReading Before, ProcessorReading After)
    {
        public double Peak => (Before.Peak + After.Peak) / 2;
    }
}
