namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>What is done with a panel's columns of a block of rows as soon as they are complete: they are still in the first-level cache then.</summary>
internal interface IPanelEnd
{
    void Finish(int panel);
}
