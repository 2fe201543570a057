using System.Globalization;
using Microsoft.ML.ConvNet.Execution;
using Xunit.Abstractions;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>
/// Every architecture that torchvision has is the same function: logits, loss and the gradient of each parameter agree with PyTorch's in double precision, tensor by
/// tensor in norm, at the classic size of its images and at an odd one. Convolutions are sums of products here (no Winograd), as PyTorch's are.
/// </summary>
/// <remarks>
/// Logits and loss depend continuously on every rounding. Gradients do not: where a value stands within a rounding error of a kink of ReLU, or two values of a maximum beside each other,
/// either side's slope is right, and all gradients before it change by some thousandths or hundredths of their norm (PyTorch's own single precision shows the same, golden data have it).
/// </remarks>
public class ZooTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-4, KinkTolerance = 0.05;

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (name, cases) in ZooGolden.Values.Networks)
                foreach (var one in cases) data.Add(name, one.Size);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithTorchvision(string name, int size)
    {
        var golden = ZooGolden.Values.Networks[name].Single(one => one.Size == size);
        var network = WithoutRandomness(ConvNetArchitecture.Parse(name).Build(new ImageShape(3, size, size), golden.Classes));
        Assert.Equal(golden.Parameters, network.ParameterCount);
        var weights = ZooDraw.Weights(network);
        float[] images = ZooDraw.Images(golden.Rows * network.InputShape.Size);
        var errors = new List<(string Tensor, double Error, double Bound)> { Compare(golden, "logits", Score(network, weights, images, golden)) };
        var (loss, gradients) = Train(network, weights, images, golden);
        errors.Add(Compare(golden, "loss", [(float)loss]));
        Assert.Equal(golden.Tensors.Keys.Except(["logits", "loss"]).Order(StringComparer.Ordinal), gradients.Keys.Order(StringComparer.Ordinal));
        double largest = gradients.Keys.Max(tensor => golden.Tensor(tensor).Norm);
        foreach (var (tensor, gradient) in gradients) errors.Add(Compare(golden, tensor, gradient.Values, largest));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {size}: logits {errors[0].Error:G2}, loss {errors[1].Error:G2}, largest of {errors.Count - 2} gradients {errors.Skip(2).Max(error => error.Error):G2}"));
        Assert.All(errors, error => Assert.True(
            error.Error <= error.Bound, string.Create(CultureInfo.InvariantCulture, $"{name} {size}, {error.Tensor}: relative error {error.Error:G3}, at most {error.Bound:G3}.")));
    }

    /// <summary>Error relative to the tensor's norm, estimated from the products with random signs.</summary>
    /// <param name="largest">Norm of the largest gradient: a tensor whose true gradient vanishes (a bias in front of a batch norm) is judged by it.</param>
    private static (string Tensor, double Error, double Bound) Compare(ZooGolden.Case golden, string tensor, ReadOnlySpan<float> values, double largest = 0)
    {
        var (norm, singleError, expected) = golden.Tensor(tensor);
        double[] products = ZooDraw.Products(values, expected.Length);
        double error = Math.Sqrt(products.Zip(expected, (ours, theirs) => (ours - theirs) * (ours - theirs)).Average());
        bool isGradient = largest > 0;
        return norm < 1e-8 * largest ? (tensor, error / largest, Tolerance) : (tensor, error / norm, Math.Max(isGradient ? KinkTolerance : Tolerance, 3 * singleError));
    }

    private static float[] Score(Network network, Weights weights, float[] images, ZooGolden.Case golden)
    {
        var graph = network.Lower().With(ConvolutionRule.Exact);
        using var store = new ParameterStore(graph, withGradients: false);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, golden.Rows, Environment.ProcessorCount);
        Fill(plan.Input, images, network.InputShape);
        plan.Forward(golden.Rows);
        return plan.Logits.ToArray();
    }

    private static (double Loss, Weights Gradients) Train(Network network, Weights weights, float[] images, ZooGolden.Case golden)
    {
        var graph = network.Lower().With(ConvolutionRule.Exact);
        using var store = new ParameterStore(graph, withGradients: true);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, golden.Rows, Environment.ProcessorCount);
        Fill(plan.Input, images, network.InputShape);
        for (int row = 0; row < golden.Rows; row++) plan.Labels[row] = ZooDraw.Label(row, golden.Classes);
        var result = plan.ForwardBackward(golden.Rows, randomSeed: 1);
        return (result.LossSum / result.WeightSum, store.Unpack(store.Gradients));
    }

    // (N, C, H, W) to rows in H, W, C order.
    private static void Fill(Span<float> input, float[] images, ImageShape shape)
    {
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < images.Length; i++) input[i / shape.Size * shape.Size + i % pixels * shape.Channels + i % shape.Size / pixels] = images[i];
    }

    private static Network WithoutRandomness(Network network)
    {
        var builder = new NetworkBuilder(network.InputShape);
        var points = new Dictionary<string, NodeHandle> { [Network.InputName] = builder.Input };
        foreach (var node in network.Nodes)
        {
            var layer = node.Layer switch { DropoutLayer => new DropoutLayer(0), StochasticDepthLayer => new StochasticDepthLayer(0), var other => other };
            points[node.Name] = builder.Append(layer, [.. node.Inputs.Select(input => points[input])], node.Name).Current;
        }

        return builder.Build();
    }
}
