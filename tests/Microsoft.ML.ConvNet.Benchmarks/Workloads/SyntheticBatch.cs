using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>Normal noise as images, random classes as labels.</summary>
internal static class SyntheticBatch
{
    public static void Fill(ExecutionPlan plan, int classes)
    {
        const ulong seed = 1, images = 1, labels = 2;
        for (int i = 0; i < plan.Input.Length; i++) plan.Input[i] = CounterRandom.Normal(seed, images, (ulong)i);
        for (int i = 0; i < plan.Labels.Length; i++) plan.Labels[i] = (int)CounterRandom.Below(classes, seed, labels, (ulong)i);
    }
}
