using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>The gradients that a <see cref="TwinGraph"/> computes behind a forward pass.</summary>
internal sealed class TwinPass(ReferencePass forward)
{
    private readonly Dictionary<int, double[]> _gradients = [];

    public int Rows => forward.Rows;

    /// <summary>What the forward pass made of the running statistics.</summary>
    public IReadOnlyDictionary<string, double[]> Statistics => forward.Statistics;

    /// <summary>Gradients of parameters, in PyTorch's order.</summary>
    public Dictionary<string, double[]> ParameterGradients { get; } = [];

    public double[] Value(GraphValue value) => forward.Value(value);

    public double[] Parameter(GraphParameter parameter) => forward.Parameter(parameter);

    /// <summary>Whether a dropout kept an element.</summary>
    public bool IsKept(GraphValue output, int index, float probability) =>
        Dropout.IsKept(forward.ElementNumber(output, index), probability, forward.Seed, (ulong)output.Id);

    public double[] Gradient(GraphValue value) =>
        _gradients.TryGetValue(value.Id, out double[]? sum) ? sum : _gradients[value.Id] = new double[Rows * value.Shape.Size];

    public void AddGradient(GraphValue value, ReadOnlySpan<double> part)
    {
        double[] sum = Gradient(value);
        for (int i = 0; i < sum.Length; i++) sum[i] += part[i];
    }
}
