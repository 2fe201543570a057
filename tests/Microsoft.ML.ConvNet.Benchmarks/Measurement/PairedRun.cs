using Microsoft.ML.ConvNet.Benchmarks.Contestants;
using Microsoft.ML.ConvNet.Benchmarks.Reports;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>
/// Ours and the peers on one workload, in alternating slices: what the machine's clock and its neighbours do falls on all. The figures are medians over the rounds,
/// ratios are taken within a round, and the multiply-add peak is measured before and after every slice.
/// </summary>
/// <param name="seconds">Length of a slice.</param>
/// <param name="python">A Python with PyTorch, or null.</param>
/// <param name="onnxRuntime">What scoring with ONNX Runtime needs, or null.</param>
internal sealed class PairedRun(Workload workload, int threads, Duty duty, double seconds, int rounds, string? python, OnnxRuntimeSetup? onnxRuntime)
{
    private const double PeakSeconds = 0.02;

    /// <summary>A peer's form that the first, uncounted slice finds this much slower than the family's fastest is not measured further.</summary>
    private const double HopelessFactor = 1.3;

    /// <summary>A reference BLAS reaches a few percent of the peak, even an old tuned one several times this share.</summary>
    private const double LeastMatrixShare = 0.1;

    private static readonly string[] TrainingForms = ["nchw", "channels_last"];
    private static readonly string[] ScoringForms = [.. TrainingForms, "traced nchw", "traced channels_last"];

    /// <summary>Measures every batch size, in the order given: memory only grows, so the small ones come first.</summary>
    public IEnumerable<ComparisonResult> Measure(IReadOnlyList<int> batches)
    {
        var starts = new List<ContestantStart> { ContestantStart.Engine(workload.Name, threads, duty) };
        if (python is not null)
            starts.AddRange((duty == Duty.Score ? ScoringForms : TrainingForms).Select(form => ContestantStart.Torch(python, workload.Name, threads, duty, form, keepsMemory: true)));
        if (onnxRuntime is not null && duty == Duty.Score)
            starts.Add(ContestantStart.Onnx(onnxRuntime.Node, onnxRuntime.Modules, onnxRuntime.Model(workload.Name, python), workload.Graph.InputShape, threads));
        var contestants = new List<Contestant>();
        try
        {
            foreach (var start in starts)
            {
                contestants.Add(new Contestant(start));
                CheckSameWork(contestants[^1]);
                CheckMatrixRate(contestants[^1]);
            }

            var results = batches.Select(batch => Measure(contestants, batch)).ToList();
            return WithSmallestMemory(results, batches);
        }
        finally
        {
            foreach (var contestant in contestants) contestant.Dispose();
        }
    }

    private ComparisonResult Measure(List<Contestant> all, int batch)
    {
        var contestants = Promising(all, batch);
        var peaks = new List<double>();
        var slices = contestants.Select(_ => new MeasuredSlice[rounds]).ToArray();
        var load = new ForeignLoad(() => all.Aggregate(Environment.CpuUsage.TotalTime, (sum, contestant) => sum + contestant.ProcessorTime));
        for (int round = 0; round < rounds; round++)
        {
            peaks.Add(Peak());

            // Who comes first changes, so that a clock that falls or rises steadily favours nobody.
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                int i = (round + turn) % contestants.Count;
                var slice = contestants[i].Run(seconds, batch);
                peaks.Add(Peak());
                slices[i][round] = new MeasuredSlice(slice, (peaks[^1] + peaks[^2]) / 2);
            }
        }

        double operations = duty == Duty.Score ? workload.ScoringOperations(batch) : workload.StepOperations;
        var figures = contestants.Select((contestant, i) => new ContestantFigures(
            contestant.Start.Family, contestant.Start.Form, contestant.Ready.Version,
            Statistics.Of(slices[i].Select(slice => batch / slice.Result.MedianStepSeconds)),
            Statistics.Of(slices[i].Select(slice => operations / slice.Result.MedianStepSeconds / slice.Peak)).Median,
            slices[i].Max(slice => slice.Result.PeakMemoryBytes),
            i == 0 ? null : Statistics.Of(slices[0].Zip(slices[i], (ours, peer) => peer.Result.MedianStepSeconds / ours.Result.MedianStepSeconds)))).ToList();
        return new ComparisonResult(
            duty, workload.Name, batch, threads, rounds, seconds, operations / 1e9, Statistics.Of(peaks.Select(peak => peak / 1e9)), load.Processors, figures[0], figures[1..],
            ResultStamp.Now());
    }

    // One uncounted slice each; of each family the fastest form goes on, with those that are close to it.
    private List<Contestant> Promising(List<Contestant> all, int batch)
    {
        var first = all.Select(contestant => (Contestant: contestant, Time: contestant.Run(seconds, batch).MedianStepSeconds)).ToList();
        return [.. first.Where(one => one.Time <= HopelessFactor * first.Where(other => other.Contestant.Start.Family == one.Contestant.Start.Family).Min(other => other.Time))
            .Select(one => one.Contestant)];
    }

    // PyTorch is fastest when the C library gives no memory back, but not smallest: its memory is the smaller of both ways.
    private List<ComparisonResult> WithSmallestMemory(List<ComparisonResult> results, IReadOnlyList<int> batches)
    {
        if (python is null) return results;
        string form = results[^1].Best(ContestantStart.PyTorch)!.Form;
        using var small = new Contestant(ContestantStart.Torch(python, workload.Name, threads, duty, form, keepsMemory: false));
        return [.. results.Select((result, i) =>
        {
            long memory = small.Run(seconds: 0, batches[i]).PeakMemoryBytes;
            return result with
            {
                Peers = [.. result.Peers.Select(peer => peer.Family == ContestantStart.PyTorch ? peer with { PeakMemoryBytes = Math.Min(peer.PeakMemoryBytes, memory) } : peer)],
            };
        })];
    }

    private double Peak() => FmaPeak.Measure(KernelSet.Best, threads, PeakSeconds);

    private void CheckSameWork(Contestant contestant)
    {
        var ready = contestant.Ready;
        if ((ready.Parameters ?? workload.Parameters, ready.MultiplyAdds ?? workload.MultiplyAdds) == (workload.Parameters, workload.MultiplyAdds)) return;
        throw new InvalidOperationException(
            $"{contestant.Name} does other work than '{workload.Name}': {ready.Parameters} parameters and {ready.MultiplyAdds} multiply-adds an image "
            + $"instead of {workload.Parameters} and {workload.MultiplyAdds}.");
    }

    private void CheckMatrixRate(Contestant contestant)
    {
        if (contestant.Ready.MatrixGflops is not { } rate) return;
        double peak = Peak() / 1e9;
        if (rate >= LeastMatrixShare * peak) return;
        throw new InvalidOperationException(
            $"{contestant.Name} multiplies matrices at {MarkdownTable.Number(rate)} of {MarkdownTable.Number(peak)} GFLOP/s, as with a reference BLAS: beating it would mean nothing. "
            + "Install a tuned one (Debian: libopenblas0-pthread), or find out what else slows it down.");
    }

    /// <param name="Peak">Multiply-add peak around the slice: the mean of before and after.</param>
    private readonly record struct MeasuredSlice(SliceResult Result, double Peak);
}
