using System.Runtime.Intrinsics.X86;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>
/// The kernel checks in processes of their own: with buffers that end or begin at an inaccessible page, where a read or write outside is a crash, and with
/// instruction sets switched off.
/// </summary>
public class KernelProcessTests
{
    [LinuxFact]
    public void AnAccessBeyondABufferEndsTheProcess()
    {
        foreach (Action access in new Action[] { ReadBeyond, ReadBefore })
            Assert.Contains(nameof(AccessViolationException), Assert.Throws<InvalidOperationException>(() => ChildProcess.Run(access)).Message);
    }

    [LinuxFact]
    public void KernelsStayWithinTheEndsOfTheirBuffers() => AssertEnd(ChildProcess.Run(CheckBeforeGuardPages));

    [LinuxFact]
    public void KernelsStayWithinTheBeginningsOfTheirBuffers() => AssertEnd(ChildProcess.Run(CheckAfterGuardPages));

    [Fact]
    public void KernelsAgreeWithoutAvx512()
    {
        string output = ChildProcess.Run(CheckBest, Switch("EnableAVX512"));
        AssertSet(Fma.IsSupported ? "AVX2" : "Vector128", output);
    }

    [Fact]
    public void KernelsAgreeWithoutAvx2() => AssertSet("Vector128", ChildProcess.Run(CheckBest, Switch("EnableAVX2")));

    [Fact]
    public void KernelsAgreeWithoutIntrinsics() => AssertSet("Scalar", ChildProcess.Run(CheckBest, Switch("EnableHWIntrinsic")));

    private static KeyValuePair<string, string> Switch(string name) => new($"DOTNET_{name}", "0");

    private static void AssertSet(string expected, string output)
    {
        Assert.Contains($"best set: {expected}{Environment.NewLine}", output);
        AssertEnd(output);
    }

    private static void AssertEnd(string output) => Assert.EndsWith($"all checks done{Environment.NewLine}", output);

    private static unsafe void ReadBeyond()
    {
        KernelBuffer.Placement = BufferPlacement.BeforeGuardPage;
        using var buffer = new KernelBuffer(5);
        Console.WriteLine(buffer.Pointer[4]);
        Console.WriteLine(buffer.Pointer[5]);
    }

    private static unsafe void ReadBefore()
    {
        KernelBuffer.Placement = BufferPlacement.AfterGuardPage;
        using var buffer = new KernelBuffer(5);
        Console.WriteLine(buffer.Pointer[0]);
        Console.WriteLine(buffer.Pointer[-1]);
    }

    private static void CheckBeforeGuardPages()
    {
        KernelBuffer.Placement = BufferPlacement.BeforeGuardPage;
        foreach (var set in KernelSet.Supported) Check(set);
        CheckWithoutSet();
        Console.WriteLine("all checks done");
    }

    private static void CheckAfterGuardPages()
    {
        KernelBuffer.Placement = BufferPlacement.AfterGuardPage;
        foreach (var set in KernelSet.Supported) Check(set);
        CheckWithoutSet();
        Console.WriteLine("all checks done");
    }

    private static void CheckBest()
    {
        Console.WriteLine($"best set: {KernelSet.Best}");
        Check(KernelSet.Best);
        CheckWithoutSet();
        Console.WriteLine("all checks done");
    }

    // What is being checked is written first: after a crash the output says where it was.
    private static void Check(KernelSet set)
    {
        foreach (var (group, cases) in CorrelationCases.Groups)
        {
            Console.WriteLine($"{set}: correlation, {group}");
            foreach (var one in cases()) CorrelationChecks.Check(set, one);
        }

        Console.WriteLine($"{set}: interleaved");
        InterleavedChecks.CheckAll(set);
        Console.WriteLine($"{set}: depthwise");
        DepthwiseChecks.CheckAll(set);
        Console.WriteLine($"{set}: pooling");
        PoolingChecks.CheckAll(set);
        Console.WriteLine($"{set}: elementwise");
        ElementwiseChecks.CheckAll(set);
        Console.WriteLine($"{set}: batch norm");
        BatchNormChecks.CheckAll(set);
        Console.WriteLine($"{set}: group norm");
        GroupNormChecks.CheckAll(set);
        Console.WriteLine($"{set}: local response norm");
        LocalResponseNormChecks.CheckAll(set);
        Console.WriteLine($"{set}: products");
        ChannelProductChecks.CheckAll(set);
        Console.WriteLine($"{set}: radial basis");
        RadialBasisChecks.CheckAll(set);
    }

    // What is the same for every set.
    private static void CheckWithoutSet()
    {
        Console.WriteLine("losses");
        LossChecks.CheckAll();
        Console.WriteLine("dropout");
        DropoutChecks.CheckAll();
    }
}
