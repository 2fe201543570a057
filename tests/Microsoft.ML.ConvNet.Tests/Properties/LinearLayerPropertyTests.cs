using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>The other linear layers, and chains of linear layers, through the executor.</summary>
public class LinearLayerPropertyTests
{
    private const int Count = 60;

    [Fact]
    public void Dense() => Check(one => LinearProbe.Of(one.Input, new DenseLayer(one.Outputs) { HasBias = one.HasBias }));

    [Fact]
    public void LocallyConnected() => PropertyCheck.ForAll(
        WindowCase.Draw(channels: 5).Select(one => one with { Groups = 1, Outputs = 1 + one.Outputs % 5, Dilation = 1 }).Where(one => one.IsValid), WindowCase.Smaller, Count, one =>
        {
            var layer = new LocallyConnectedLayer(one.Outputs, one.Kernel) { Stride = one.Stride, Padding = one.Padding, HasBias = one.HasBias };
            LinearLaws.Check(LinearProbe.Of(one.Input, layer), one.Rows, one.Set);
        });

    [Fact]
    public void Flatten() => Check(one => LinearProbe.Of(one.Input, new FlattenLayer()));

    [Fact]
    public void PadChannels() => Check(one => LinearProbe.Of(one.Input, new PadChannelsLayer(one.Outputs % 7, one.Outputs)));

    [Fact]
    public void AddOfTheSameTwice() => Check(one => new NetworkBuilder(one.Input) is var builder ? builder.Flatten().Add(builder.Current).Build() : null!);

    [Fact]
    public void AddAndConcat() => Check(one =>
    {
        // Input and its doubled self beside each other: the input has three readers, one value two.
        var builder = new NetworkBuilder(one.Input);
        var doubled = builder.Append(new AddLayer(), [builder.Input, builder.Input]).Current;
        return builder.Append(new ConcatLayer(), [doubled, builder.Input, doubled]).Build();
    });

    /// <summary>A chain as narrow networks have it, which trains batch-interleaved; and the same with wider layers, which do not.</summary>
    [Fact]
    public void ConvolutionPoolingAndDenseInAChain() => PropertyCheck.ForAll(
        WindowCase.Draw(channels: 20).Select(one => one with { Dilation = 1, Stride = 1, Outputs = (one.Outputs + 1) / 2, Height = one.Height + 8, Width = one.Width + 8 }),
        WindowCase.Smaller, Count, one =>
        {
            var layer = new ConvolutionLayer(one.Outputs, one.Kernel) { Padding = one.Padding, HasBias = one.HasBias };
            LinearLaws.CheckInput(new NetworkBuilder(one.Input).Append(layer).AveragePool(2).Dense(3).Build(), one.Rows, one.Set);
        });

    private static void Check(Func<WindowCase, Network> network) =>
        PropertyCheck.ForAll(WindowCase.Draw(), WindowCase.Smaller, Count, one => LinearLaws.Check(network(one), one.Rows, one.Set));
}
