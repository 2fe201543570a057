using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Every vector path against its scalar twin, for every instruction set of this processor.</summary>
public class KernelTests
{
    public static TheoryData<string> Sets => [.. KernelSet.Supported.Select(set => set.Name)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void InterleavedConvolutionAgreesWithTheDefinition(string set) => InterleavedChecks.CheckAll(Set(set));

    [Theory]
    [MemberData(nameof(Sets))]
    public void DepthwiseConvolutionAgreesWithTheDefinition(string set) => DepthwiseChecks.CheckAll(Set(set));

    [Theory]
    [MemberData(nameof(Sets))]
    public void PoolingAgreesWithTheDefinition(string set) => PoolingChecks.CheckAll(Set(set));

    [Theory]
    [MemberData(nameof(Sets))]
    public void ElementwiseKernelsAgreeWithTheirDefinitions(string set) => ElementwiseChecks.CheckAll(Set(set));

    [Theory]
    [MemberData(nameof(Sets))]
    public void BatchNormAgreesWithThePaper(string set) => BatchNormChecks.CheckAll(Set(set));

    [Theory]
    [MemberData(nameof(Sets))]
    public void GroupNormAgreesWithThePaper(string set) => GroupNormChecks.CheckAll(Set(set));

    [Theory]
    [MemberData(nameof(Sets))]
    public void LocalResponseNormAgreesWithItsDefinition(string set) => LocalResponseNormChecks.CheckAll(Set(set));

    [Theory]
    [MemberData(nameof(Sets))]
    public void ChannelProductsAgreeWithTheirDefinition(string set) => ChannelProductChecks.CheckAll(Set(set));

    [Theory]
    [MemberData(nameof(Sets))]
    public void RadialBasisUnitsAgreeWithTheirDefinition(string set) => RadialBasisChecks.CheckAll(Set(set));

    [Fact]
    public void LossesAgreeWithTheirDefinitions() => LossChecks.CheckAll();

    [Fact]
    public void DropoutKeepsItsPromises() => DropoutChecks.CheckAll();

    [Fact]
    public void TheLastSetIsScalar() => Assert.Equal("Scalar", KernelSet.Supported[^1].Name);

    private static KernelSet Set(string name) => KernelSet.Supported.Single(set => set.Name == name);
}
