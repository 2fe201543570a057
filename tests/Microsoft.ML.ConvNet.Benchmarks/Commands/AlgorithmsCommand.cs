using Microsoft.ML.ConvNet.Benchmarks.Measurement;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Commands;

/// <summary>
/// Single convolutions by each algorithm that can compute them, on one thread: the steps of real plans. Operations are counted as the direct algorithm has
/// them, so that figures compare; in training the filters are transformed in every run. The figures behind <see cref="ConvolutionRule"/>.
/// </summary>
internal static class AlgorithmsCommand
{
    public static void Run(BenchmarkOptions options)
    {
        var set = options.FindKernelSet();
        Console.WriteLine($"Convolution algorithms, {set}, one thread: GFLOP/s as the direct algorithm counts them, medians of {options.Repeats} interleaved rounds.");
        Console.WriteLine($"{MachineDescription.Read()}.");
        Console.WriteLine();
        var algorithms = Enum.GetValues<ConvolutionAlgorithm>();
        var table = new MarkdownTable([
            "input", "kernel", "outputs", "batch", "pass", .. algorithms.Select(algorithm => algorithm.ToString()), "chosen"]);
        foreach (var shape in AlgorithmShape.All.Where(shape => options.Workloads.Count == 0 || options.Workloads.Contains(shape.Group)))
            foreach (string[] row in Measure(shape, set, options)) table.Add(row);
        table.Write(Console.Out);
    }

    private static IEnumerable<string[]> Measure(AlgorithmShape shape, KernelSet set, BenchmarkOptions options)
    {
        var graph = shape.Graph();
        var geometry = shape.Geometry;
        var plans = new List<IDisposable>();
        var timings = new List<(ConvolutionAlgorithm Algorithm, bool IsTraining, KernelTiming Timing)>();
        try
        {
            foreach (var algorithm in Enum.GetValues<ConvolutionAlgorithm>())
            {
                var rule = new ConvolutionRule { Always = algorithm };
                if (rule.Choose(set, geometry, shape.Batch, PlanMode.Scoring) != algorithm) continue;
                var ruled = graph.With(rule);
                var parameters = new ParameterStore(ruled, withGradients: true, set);
                plans.Add(parameters);
                parameters.Load(SyntheticWeights.Of(ruled));
                foreach (var mode in new[] { PlanMode.Scoring, PlanMode.Training })
                {
                    bool isTraining = mode == PlanMode.Training;
                    if (isTraining && rule.Choose(set, geometry, shape.Batch, mode) != algorithm) continue;
                    var plan = new ExecutionPlan(ruled, parameters, mode, shape.Batch, threads: 1, withInputGradient: isTraining);
                    plans.Add(plan);
                    timings.AddRange(KernelTiming.Of("", shape.Batch, set, isInterleaved: false, plan, Fill)
                        .Where(timing => timing.Pass != KernelPass.FilterGradient || rule.ChooseFilterGradient(set, geometry, shape.Batch) == algorithm)
                        .Select(timing => (algorithm, isTraining, timing)));

                    void Fill()
                    {
                        SyntheticBatch.Fill(plan, graph.OutputShape.Size);
                        if (isTraining) plan.ForwardBackward(shape.Batch, randomSeed: 1);
                        else plan.Forward(shape.Batch);
                    }
                }
            }

            KernelBenchmark.Measure([.. timings.Select(one => one.Timing)], options);
            var least = KernelTiming.LeastReading(timings.Select(one => one.Timing));
            foreach (var group in timings.GroupBy(one => (one.IsTraining, one.Timing.Pass)))
            {
                string pass = group.Key switch
                {
                    (false, _) => "scoring",
                    (true, KernelPass.Forward) => "training, forward",
                    (true, KernelPass.DataGradient) => "training, data gradient",
                    _ => "training, filter gradient",
                };
                var mode = group.Key.IsTraining ? PlanMode.Training : PlanMode.Scoring;
                var chosen = group.Key.Pass switch
                {
                    KernelPass.Forward => ConvolutionRule.Fastest.Choose(set, geometry, shape.Batch, mode),
                    KernelPass.DataGradient => ConvolutionRule.Fastest.Choose(set, shape.Transposed, shape.Batch, mode),
                    _ => ConvolutionRule.Fastest.ChooseFilterGradient(set, geometry, shape.Batch),
                };
                var figures = group.ToDictionary(one => one.Algorithm, one => MarkdownTable.Number(one.Timing.Figures(goal: 0, least).Gflops.Median));
                yield return [
                    shape.Input.ToString(), $"{shape.Kernel}x{shape.Kernel}", shape.Outputs.ToString(), shape.Batch.ToString(), pass,
                    .. Enum.GetValues<ConvolutionAlgorithm>().Select(algorithm => figures.GetValueOrDefault(algorithm, "-")), chosen.ToString()];
            }
        }
        finally
        {
            foreach (var plan in plans) plan.Dispose();
        }
    }
}
