namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>What surrounds the memory that a kernel gets in a test.</summary>
internal enum BufferPlacement
{
    /// <summary>Floats of a known pattern on both sides: a write outside is found when the buffer is checked.</summary>
    Canaries,

    /// <summary>An inaccessible page right behind the last float: a read or write beyond it ends the process.</summary>
    BeforeGuardPage,

    /// <summary>An inaccessible page right before the first float.</summary>
    AfterGuardPage,
}
