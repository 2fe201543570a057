using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Memory that ends right before an inaccessible page, or starts right behind one (Linux only).</summary>
internal sealed unsafe partial class BoundedMemory : IDisposable
{
    private const int ReadWrite = 1 | 2;
    private const int Private = 0x02;
    private const int Anonymous = 0x20;
    private const nint Failed = -1;

    private readonly nint _start;
    private readonly nuint _size;

    public BoundedMemory(long bytes, bool atEnd)
    {
        nuint page = (nuint)Environment.SystemPageSize, pages = ((nuint)bytes + page - 1) / page;
        _size = (pages + 2) * page;
        _start = Map(0, _size, ReadWrite, Private | Anonymous, -1, 0);
        if (_start == Failed) throw new Win32Exception();
        Guard(_start, page);
        Guard(_start + (nint)(_size - page), page);
        Pointer = _start + (nint)page + (atEnd ? (nint)(pages * page) - (nint)bytes : 0);
    }

    public nint Pointer { get; }

    public void Dispose()
    {
        if (Unmap(_start, _size) != 0) throw new Win32Exception();
    }

    private static void Guard(nint start, nuint size)
    {
        if (Protect(start, size, 0) != 0) throw new Win32Exception();
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
