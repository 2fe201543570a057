using System.Text.Json;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>What tests/golden/zoo.py wrote of torchvision's networks: of each tensor its norm, the error of PyTorch's own single precision, and products with random signs.</summary>
internal sealed record ZooGolden(string Torch, string Torchvision, Dictionary<string, ZooGolden.Network> Networks)
{
    public static ZooGolden Values { get; } = JsonSerializer.Deserialize<ZooGolden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "zoo.json")), JsonSerializerOptions.Web)!;

    /// <param name="Tensors">Logits in eval mode; loss and gradients (by parameter) of a training step.</param>
    public sealed record Network(string[] Tensors, Case[] Cases)
    {
        public ZooTensor Tensor(Case one, string name) => ZooTensor.Of(one.Tensors[Array.IndexOf(Tensors, name)]);
    }

    /// <param name="Parameters">Trainable values.</param>
    /// <param name="Redrawn">By weight, the filters that are drawn again so that no value stands beside a kink, each as often as that.</param>
    /// <param name="Tensors">In the order of the network's names.</param>
    public sealed record Case(int Size, int Classes, int Rows, long Parameters, Dictionary<string, string> Redrawn, string[] Tensors);
}
