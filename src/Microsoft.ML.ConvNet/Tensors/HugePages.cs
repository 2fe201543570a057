using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Tensors;

/// <summary>Asks Linux to back large memory by large pages: many systems give them only to who asks, and activations walk through more small pages than the processor remembers.</summary>
internal static unsafe partial class HugePages
{
    /// <summary>Bytes of a large page, on x64 and on ARM64 with small pages of 4 KB.</summary>
    public const nuint Size = 2 << 20;

    private const int MadviseHugePage = 14;

    /// <summary>Advice that may be ignored: nothing depends on it but speed.</summary>
    public static void Advise(void* memory, nuint bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Madvise(memory, bytes / Size * Size, MadviseHugePage);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // A C library by another name: small pages then.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);
}
