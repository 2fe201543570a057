using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>One run of a <see cref="TwinGraph"/>: its batch, and what has been computed.</summary>
internal sealed class TwinPass(int rows, bool isTraining, ulong seed, int lanes)
{
    private readonly Dictionary<int, double[]> _gradients = [];

    public int Rows { get; } = rows;

    public bool IsTraining { get; } = isTraining;

    public ulong Seed { get; } = seed;

    /// <summary>Lanes of batch-interleaved activations, or 1: dropout numbers its elements as they lie in memory.</summary>
    public int Lanes { get; } = lanes;

    /// <summary>Values by their number, rows in H, W, C order.</summary>
    public Dictionary<int, double[]> Values { get; } = [];

    /// <summary>Gradients of parameters, in PyTorch's order.</summary>
    public Dictionary<string, double[]> ParameterGradients { get; } = [];

    public double[] Value(GraphValue value) => Values[value.Id];

    public double[] Gradient(GraphValue value) =>
        _gradients.TryGetValue(value.Id, out double[]? sum) ? sum : _gradients[value.Id] = new double[Rows * value.Shape.Size];

    public void AddGradient(GraphValue value, ReadOnlySpan<double> part)
    {
        double[] sum = Gradient(value);
        for (int i = 0; i < sum.Length; i++) sum[i] += part[i];
    }
}
