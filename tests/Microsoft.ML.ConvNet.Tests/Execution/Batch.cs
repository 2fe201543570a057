using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>A drawn batch for a graph: images, labels and example weights.</summary>
internal sealed class Batch
{
    public Batch(LoweredGraph graph, int rows)
    {
        Images = Numbers.Normal(rows * graph.InputShape.Size, seed: 21);
        Labels = [.. Enumerable.Range(0, rows).Select(row => row * 5 % graph.OutputShape.Size)];
        Weights = Array.ConvertAll(Numbers.Normal(rows, seed: 22), value => MathF.Abs(value) + 0.1f);
    }

    public float[] Images { get; }

    public int[] Labels { get; }

    public float[] Weights { get; }

    public void Fill(ExecutionPlan plan)
    {
        Images.CopyTo(plan.Input);
        if (plan.Labels.Length == 0) return;
        Labels.CopyTo(plan.Labels);
        Weights.CopyTo(plan.ExampleWeights);
    }

    public ReferencePass Forward(TwinGraph twin, GraphValue output, bool isTraining, ulong seed, int lanes) =>
        twin.Forward(output, Numbers.Double(Images), isTraining, seed, lanes);

    public (double[] Logits, double Loss, TwinPass Pass) Run(TwinGraph twin, GraphValue output, ReferencePass forward) =>
        twin.Run(output, forward, Labels, Numbers.Double(Weights));
}
