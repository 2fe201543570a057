using System.Runtime.InteropServices;
using System.Text.Json;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>What tests/golden/zoo.py wrote of torchvision's networks: of each tensor its norm, the error of PyTorch's own single precision, and products with random signs.</summary>
internal sealed record ZooGolden(string Torch, string Torchvision, Dictionary<string, ZooGolden.Case[]> Networks)
{
    public static ZooGolden Values { get; } = JsonSerializer.Deserialize<ZooGolden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "zoo.json")), JsonSerializerOptions.Web)!;

    /// <param name="Parameters">Trainable values.</param>
    /// <param name="Tensors">Logits in eval mode; loss and gradients (by parameter) of a training step.</param>
    public sealed record Case(int Size, int Classes, int Rows, long Parameters, Dictionary<string, string> Tensors)
    {
        /// <summary>Norm, relative error of PyTorch's single precision, products with random signs.</summary>
        public (double Norm, double SingleError, double[] Products) Tensor(string name)
        {
            var values = MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(Tensors[name]));
            return (values[0], values[1], [.. values[2..].ToArray().Select(value => (double)value)]);
        }
    }
}
