namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>A test that needs Linux.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Guard pages are made with mmap and mprotect: Linux only.";
    }
}
