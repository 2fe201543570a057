namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Nothing.</summary>
internal readonly struct NoPanelEnd : IPanelEnd
{
    public void Finish(int panel)
    {
    }
}
