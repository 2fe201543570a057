using FsCheck.Fluent;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>Every algorithm computes the same convolution: transforms agree with the sums of products, over drawn geometries that they take.</summary>
public class ConvolutionAlgorithmPropertyTests
{
    [Theory]
    [InlineData(2, nameof(ConvolutionAlgorithm.WinogradF2))]
    [InlineData(4, nameof(ConvolutionAlgorithm.WinogradF4))]
    public void WinogradAgreesWithSumsOfProducts(int outputs, string algorithm) => Check(
        (_, _) => 3, new ConvolutionRule { Always = Enum.Parse<ConvolutionAlgorithm>(algorithm) }, ConvolutionErrors.WinogradBound(outputs));

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public void TheFourierTransformAgreesWithSumsOfProducts(int size) => Check(
        (height, width) => new Extent(height + 4, width), new ConvolutionRule { Always = ConvolutionAlgorithm.Fourier, FourierSize = size }, ConvolutionErrors.FourierBound);

    private static void Check(Func<int, int, Extent> kernel, ConvolutionRule rule, ConvolutionErrors bound) => PropertyCheck.ForAll(
        WindowCase.Draw()
            .Select(one => one with { Kernel = kernel(one.Kernel.Height, one.Kernel.Width), Stride = 1, Dilation = 1, Groups = 1, Mode = PaddingMode.Zeros, HasBias = false })
            .Where(one => one.IsValid),
        one => WindowCase.Smaller(one).Where(smaller => smaller.Kernel == one.Kernel),
        count: 80,
        one =>
        {
            var network = LinearProbe.Of(one.Input, new ConvolutionLayer(one.Outputs, one.Kernel) { Padding = one.Padding, HasBias = false });
            var graph = network.Lower();
            var parameter = Assert.Single(graph.Parameters);
            var weights = new Weights([KeyValuePair.Create(parameter.Name, new Tensor(parameter.Dimensions, Numbers.Normal((int)parameter.Count, seed: 1)))]);
            float[] image = Numbers.Normal(one.Rows * one.Input.Size, seed: 2);
            float[] exact = Score(graph.With(ConvolutionRule.Exact), weights, image, one), other = Score(graph.With(rule), weights, image, one);
            ConvolutionErrors.Of(Numbers.Double(exact), other, one.Channels * one.Kernel.Height * one.Kernel.Width)
                .AssertWithin(bound + ConvolutionErrors.DirectBound, $"{rule}");
        });

    private static float[] Score(LoweredGraph graph, Weights weights, float[] image, WindowCase one)
    {
        using var store = new ParameterStore(graph, withGradients: false, KernelSet.Supported.Single(set => set.Name == one.Set));
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, one.Rows, threads: 2);
        image.CopyTo(plan.Input);
        plan.Forward(one.Rows);
        return plan.Logits.ToArray();
    }
}
