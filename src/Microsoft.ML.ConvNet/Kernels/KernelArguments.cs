namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Checks that elementwise kernels share.</summary>
internal static class KernelArguments
{
    /// <summary>Throws unless all lengths are the first one.</summary>
    /// <exception cref="ArgumentException">They differ; the message lists them.</exception>
    public static void CheckSameLength(int length, params ReadOnlySpan<int> others)
    {
        foreach (int other in others)
        {
            if (other != length) throw new ArgumentException($"All spans of an update must have the same length, but one has {length} values and another {other}.");
        }
    }
}
