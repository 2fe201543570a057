using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Execution;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>
/// The kernel checks in processes of their own: with buffers that end or begin at an inaccessible page, where a read or write outside is a crash, and with
/// instruction sets switched off (there the plans of whole networks too).
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
    public void KernelsAndPlansAgreeWithoutAvx512() =>
        AssertSets(Fma.IsSupported ? "AVX2, Vector128, Scalar" : Vector128.IsHardwareAccelerated ? "Vector128, Scalar" : "Scalar", ChildProcess.Run(CheckBest, Switch("EnableAVX512")));

    [Fact]
    public void KernelsAndPlansAgreeWithoutAvx2() =>
        AssertSets(Vector128.IsHardwareAccelerated ? "Vector128, Scalar" : "Scalar", ChildProcess.Run(CheckBest, Switch("EnableAVX2")));

    [Fact]
    public void KernelsAndPlansAgreeWithoutIntrinsics() => AssertSets("Scalar", ChildProcess.Run(CheckBest, Switch("EnableHWIntrinsic")));

    private static KeyValuePair<string, string> Switch(string name) => new($"DOTNET_{name}", "0");

    private static void AssertSets(string expected, string output)
    {
        Assert.StartsWith($"sets: {expected}{Environment.NewLine}", output);
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

    private static void CheckBeforeGuardPages() => CheckAllSets(BufferPlacement.BeforeGuardPage);

    private static void CheckAfterGuardPages() => CheckAllSets(BufferPlacement.AfterGuardPage);

    private static void CheckAllSets(BufferPlacement placement)
    {
        KernelBuffer.Placement = placement;
        Check(KernelSet.Supported);
        Console.WriteLine("all checks done");
    }

    private static void CheckBest()
    {
        Console.WriteLine($"sets: {string.Join(", ", KernelSet.Supported)}");
        Check([KernelSet.Best]);
        foreach (var (name, network) in TwinNetworks.All)
        {
            Console.WriteLine($"{KernelSet.Best}: network {name}");
            var (twin, output) = network();
            using var run = new PlanRun(twin, output, KernelSet.Best.Name, PlanMode.Training, batchSize: 5);
            run.Check(rows: 5);
            run.Check(rows: 3);
        }

        Console.WriteLine("all checks done");
    }

    // What is being checked is written first: after a crash the output says where it was.
    private static void Check(IEnumerable<KernelSet> sets)
    {
        foreach (var set in sets)
        {
            foreach (var (group, cases) in CorrelationCases.Groups)
            {
                Console.WriteLine($"{set}: correlation, {group}");
                foreach (var one in cases()) CorrelationChecks.Check(set, one);
            }

            foreach (var (name, check) in KernelChecks.OfSet)
            {
                Console.WriteLine($"{set}: {name}");
                check(set);
            }
        }

        foreach (var (name, check) in KernelChecks.WithoutSet)
        {
            Console.WriteLine(name);
            check();
        }
    }
}
