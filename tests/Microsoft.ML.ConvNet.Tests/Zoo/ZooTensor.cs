using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>A tensor of PyTorch in double precision.</summary>
/// <param name="SingleError">Relative error of PyTorch's single precision.</param>
/// <param name="Products">Products with random signs.</param>
internal sealed record ZooTensor(double Norm, double SingleError, double[] Products)
{
    public static ZooTensor Of(string base64)
    {
        var values = MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(base64));
        return new(values[0], values[1], [.. values[2..].ToArray().Select(value => (double)value)]);
    }
}
