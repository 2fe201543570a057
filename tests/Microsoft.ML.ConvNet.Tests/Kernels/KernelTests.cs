using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Every vector path against its scalar twin, for every instruction set of this processor.</summary>
public class KernelTests
{
    public static TheoryData<string> Sets => [.. KernelSet.Supported.Select(set => set.Name)];

    public static TheoryData<string, string> ChecksOfAllSets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string check in KernelChecks.OfSet.Keys)
                foreach (var set in KernelSet.Supported) data.Add(check, set.Name);
            return data;
        }
    }

    public static TheoryData<string> ChecksWithoutSet => [.. KernelChecks.WithoutSet.Keys];

    [Theory]
    [MemberData(nameof(ChecksWithoutSet))]
    public void AgreesWithItsDefinitionOnAnySet(string check) => KernelChecks.WithoutSet[check]();

    [Theory]
    [MemberData(nameof(ChecksOfAllSets))]
    public void AgreesWithItsDefinition(string check, string set) => KernelChecks.OfSet[check](KernelSet.Supported.Single(one => one.Name == set));

    [Fact]
    public void TheLastSetIsScalar() => Assert.Equal("Scalar", KernelSet.Supported[^1].Name);
}
