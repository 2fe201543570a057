using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>A network as a function of its images and parameters, and the transposed functions: its backward pass for any gradient of the output.</summary>
internal sealed class LinearProbe : IDisposable
{
    private readonly ParameterStore _store;
    private readonly ExecutionPlan _plan;

    /// <param name="rows">1, 2, 3, 4 or 5: the mean over as many rows, times their number, is then exact for small whole numbers.</param>
    public LinearProbe(Network network, int rows, string set)
    {
        Network = network;
        Rows = rows;
        // Whole numbers are exact only in sums of products.
        var graph = network.Lower().With(ConvolutionRule.Exact);
        _store = new ParameterStore(graph, withGradients: true, KernelSet.Supported.Single(one => one.Name == set));
        _plan = new ExecutionPlan(graph, _store, PlanMode.Training, rows, threads: 2, new InnerProduct(), withInputGradient: true);
    }

    public Network Network { get; }

    public int Rows { get; }

    public int InputLength => Rows * Network.InputShape.Size;

    public int OutputLength => Rows * Network.OutputShape.Size;

    /// <summary>A network of one layer.</summary>
    public static Network Of(ImageShape input, Layer layer) => new NetworkBuilder(input).Append(layer, "layer").Build();

    /// <summary>The output, rows in H, W, C order like the input.</summary>
    public float[] Forward(Weights parameters, float[] input)
    {
        Fill(parameters, input);
        _plan.Forward(Rows);
        return _plan.Logits.ToArray();
    }

    /// <summary>What the backward pass makes of a gradient of the output.</summary>
    public (float[] Input, Weights Parameters) Backward(Weights parameters, float[] input, float[] outputGradient)
    {
        Fill(parameters, input);
        for (int i = 0; i < outputGradient.Length; i++) _plan.Targets[i] = Rows * outputGradient[i];
        _plan.ForwardBackward(Rows, randomSeed: 0);
        return (_plan.InputGradient.ToArray(), _store.Unpack(_store.Gradients));
    }

    public void Dispose()
    {
        _plan.Dispose();
        _store.Dispose();
    }

    private void Fill(Weights parameters, float[] input)
    {
        _store.Load(parameters);
        _store.Gradients.Fill(float.NaN);
        input.CopyTo(_plan.Input);
    }
}
