namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Has the filters that come next asked for while the present ones are multiplied. Where an output has few pixels, filters are used so few times that the time in
/// which they arrive shows. The first two tiles over a panel ask for half of the lines each, spread over their multiplications: asked for at once, they would fill
/// the places where the processor keeps what is on its way, and the multiplications would wait. Changes nothing but speed.
/// </summary>
internal ref struct PanelAhead
{
    /// <summary>Fewer floats of filters are still in the second-level cache from the run before, where asking for them would only cost time.</summary>
    public const long MostCachedFloats = 1 << 18;

    private const int Tiles = 2, LineFloats = 16;

    private readonly nint _distance;
    private int _tile;

    /// <param name="filterFloats">Floats of all filters.</param>
    /// <param name="present">The present filters.</param>
    /// <param name="next">The filters that come next; null if there are none.</param>
    public unsafe PanelAhead(long filterFloats, float* present, float* next)
    {
        if (next != null && filterFloats > MostCachedFloats) _distance = (nint)(next - present);
    }

    /// <summary>The next tile's <see cref="MultiplyTile.Ahead"/>.</summary>
    public nint Next() => _distance != 0 && _tile < Tiles ? _distance + _tile++ * LineFloats : 0;
}
