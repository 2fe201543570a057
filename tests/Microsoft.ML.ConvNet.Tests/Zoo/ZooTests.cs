using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.ConvNet.Execution;
using Xunit.Abstractions;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>
/// Every architecture that torchvision has is the same function: logits, loss and the gradient of each parameter agree with PyTorch's in double precision, tensor by
/// tensor in norm, at the classic size of its images and at an odd one: within 1e-4 or three times the error of PyTorch's own single precision for that tensor.
/// The algorithms of the convolutions are those that users get.
/// </summary>
/// <remarks>
/// Logits and loss depend continuously on every rounding. Gradients do not: where a value stands within a rounding error of a kink of ReLU, or two values of a maximum beside each other,
/// either side's slope is right, and one such value among millions changes the gradients before it by thousandths or hundredths of their norm. Which of them flips is a lottery that
/// PyTorch's single precision plays too, with other tickets. So the golden script draws filters again until no value of the step stands that near to a kink (zoo_kinks.py; the
/// margin is a multiple of the rounding errors, not of what would be convenient: about half of all channels with many values and a few per cent of the others are drawn again). There the
/// gradient is a smooth function of the weights, and float32 must give it to some digits: ours must, and the golden data show that PyTorch's does.
/// </remarks>
public class ZooTests(ITestOutputHelper output, ZooReport report) : IClassFixture<ZooReport>
{
    private const double Tolerance = 1e-4, SingleErrors = 3;

    /// <summary>A gradient of which the true value is smaller than this part of the largest tensor's vanishes (a bias in front of a batch norm).</summary>
    private const double Vanishing = 1e-8;

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var (name, network) in ZooGolden.Values.Networks)
                foreach (var one in network.Cases) data.Add(name, one.Size);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AgreesWithTorchvision(string name, int size)
    {
        var watch = Stopwatch.StartNew();
        var goldens = ZooGolden.Values.Networks[name];
        var golden = goldens.Cases.Single(one => one.Size == size);
        var network = WithoutRandomness(ConvNetArchitecture.Parse(name).Build(new ImageShape(3, size, size), golden.Classes));
        Assert.Equal(golden.Parameters, network.ParameterCount);
        var (logits, loss, gradients) = Compute(network, golden);
        Assert.Equal(goldens.Tensors.Except(["logits", "loss"]).Order(StringComparer.Ordinal), gradients.Keys.Order(StringComparer.Ordinal));

        var expected = goldens.Tensors.ToDictionary(tensor => tensor, tensor => goldens.Tensor(golden, tensor), StringComparer.Ordinal);
        double largest = gradients.Keys.Max(tensor => expected[tensor].Norm);
        List<Error> errors = [Compare("logits", logits, expected, 0), Compare("loss", new[] { (float)loss }, expected, 0)];
        foreach (var (tensor, gradient) in gradients) errors.Add(Compare(tensor, gradient.Values, expected, largest));
        var gradientErrors = errors.Skip(2).Where(error => !error.Vanishes).ToList();
        var row = new ZooReport.Row(
            name, size, golden.Rows, (errors[0].Relative, errors[0].PyTorch), (errors[1].Relative, errors[1].PyTorch),
            (gradientErrors.Max(error => error.Relative), gradientErrors.Max(error => error.PyTorch)), errors.Max(error => error.Relative / error.Bound), watch.Elapsed.TotalSeconds);
        report.Add(row);
        output.WriteLine(row.ToString());
        Assert.All(errors, error => Assert.True(error.Relative <= error.Bound, string.Create(
            CultureInfo.InvariantCulture, $"{name} {size}, {error.Tensor}: relative error {error.Relative:G3}, at most {error.Bound:G3}; PyTorch's float32 {error.PyTorch:G3}.")));
    }

    /// <summary>Error relative to the tensor's norm, estimated from the products with random signs.</summary>
    /// <param name="largest">Norm of the largest gradient, by which a tensor whose true gradient vanishes is judged.</param>
    private static Error Compare(string tensor, ReadOnlyMemory<float> values, Dictionary<string, ZooTensor> golden, double largest)
    {
        var expected = golden[tensor];
        double[] products = ZooDraw.Products(values, expected.Products.Length);
        double error = Math.Sqrt(products.Zip(expected.Products, (ours, theirs) => (ours - theirs) * (ours - theirs)).Average());
        return expected.Norm < Vanishing * largest
            ? new(tensor, error / largest, Tolerance, 0, true)
            : new(tensor, error / expected.Norm, Math.Max(Tolerance, SingleErrors * expected.SingleError), expected.SingleError, false);
    }

    private static (float[] Logits, double Loss, Weights Gradients) Compute(Network network, ZooGolden.Case golden)
    {
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: true);
        store.Load(ZooDraw.Weights(network, golden.Redrawn));
        float[] images = ZooDraw.Images(golden.Rows * network.InputShape.Size);
        float[] logits = Score(network, graph, store, images, golden.Rows);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, golden.Rows, Environment.ProcessorCount);
        Fill(plan.Input, images, network.InputShape);
        for (int row = 0; row < golden.Rows; row++) plan.Labels[row] = ZooDraw.Label(row, golden.Classes);
        var result = plan.ForwardBackward(golden.Rows, randomSeed: 1);
        return (logits, result.LossSum / result.WeightSum, store.Unpack(store.Gradients));
    }

    private static float[] Score(Network network, LoweredGraph graph, ParameterStore store, float[] images, int rows)
    {
        using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, rows, Environment.ProcessorCount);
        Fill(plan.Input, images, network.InputShape);
        plan.Forward(rows);
        return plan.Logits.ToArray();
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

    private sealed record Error(string Tensor, double Relative, double Bound, double PyTorch, bool Vanishes);
}
