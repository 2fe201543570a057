using System.Diagnostics;
using Microsoft.ML.ConvNet.Benchmarks.Workloads;
using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>Medians of the steps of a plan, and of what a training step does beside them.</summary>
/// <param name="Steps">The plan's steps with their microseconds.</param>
/// <param name="Loss">Microseconds between forward and backward; 0 when scoring.</param>
/// <param name="Update">Microseconds of the optimizer; when scoring, of copying the images and of the softmax.</param>
/// <param name="Runs">How many steps were measured.</param>
internal sealed record StepProfile(IReadOnlyList<(PlanStep Step, double Time)> Steps, double Loss, double Update, int Runs)
{
    private const double WarmUpSeconds = 1;

    public double Total => Steps.Sum(step => step.Time) + Loss + Update;

    public static StepProfile Measure(ISession session, int batch, double seconds)
    {
        Repeat(WarmUpSeconds, () => session.Step(batch));

        // The plan reports before each step and when a pass ends. So the intervals of a training step are its steps, with the loss between the passes.
        var plan = session.Plan;
        List<PlanStep> steps = [.. plan.Steps];
        int backward = steps.FindIndex(step => step.IsBackward), passes = backward < 0 ? 1 : 2;
        var times = Enumerable.Range(0, steps.Count + passes).Select(_ => new List<double>()).ToArray();
        var marks = new long[steps.Count + passes];
        int next = 0;
        plan.Progress = _ => marks[next++] = Stopwatch.GetTimestamp();
        Repeat(seconds, () =>
        {
            next = 0;
            long start = Stopwatch.GetTimestamp();
            session.Step(batch);
            var whole = Stopwatch.GetElapsedTime(start);
            for (int i = 0; i + 1 < marks.Length; i++) times[i].Add(Stopwatch.GetElapsedTime(marks[i], marks[i + 1]).TotalMicroseconds);
            times[^1].Add((whole - Stopwatch.GetElapsedTime(marks[0], marks[^1])).TotalMicroseconds);
        });
        plan.Progress = null;
        List<double> medians = [.. times.Select(list => Statistics.Of(list).Median)];
        double loss = passes == 2 ? medians[backward] : 0;
        return new StepProfile([.. steps.Select((step, i) => (step, medians[step.IsBackward ? i + 1 : i]))], loss, medians[^1], times[0].Count);
    }

    private static void Repeat(double seconds, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        do action();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
    }
}
