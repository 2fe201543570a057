using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A layer's filters as a tiled algorithm multiplies them, kept with the parameters for all scoring plans.</summary>
internal sealed unsafe class TransformedFilters(TiledCorrelation tiled, PanelLayout layout, float* panels) : IParallelWork, IDisposable
{
    private readonly AlignedMemory _memory = new(tiled.FilterFloats);
    private AlignedMemory? _scratch;
    private int _version = -1;

    public float* Pointer => _memory.Pointer;

    public long MemoryBytes => sizeof(float) * _memory.Length;

    /// <summary>Makes them from the parameters, unless they are of this version.</summary>
    public void Update(int version, int threads)
    {
        if (_version == version) return;
        _version = version;
        using var scratch = new AlignedMemory(threads * AlignedMemory.Align(tiled.ScratchFloats));
        _scratch = scratch;
        WorkerPool.Shared.Run(this, layout.PanelCount, threads);
        _scratch = null;
    }

    public void Execute(int task, int worker) =>
        tiled.TransformFilters(layout, panels, _memory.Pointer, task, _scratch!.Pointer + worker * AlignedMemory.Align(tiled.ScratchFloats));

    public void Dispose() => _memory.Dispose();
}
