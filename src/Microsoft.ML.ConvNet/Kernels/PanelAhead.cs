using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Asks for the filters of the next panel, a share before each tile, while the present one is multiplied. Where an output has few pixels, filters are used so few
/// times that the time in which they arrive shows. Changes nothing but speed; does nothing where the processor has no such instruction.
/// </summary>
internal unsafe ref struct PanelAhead
{
    /// <summary>With more tiles of rows the first ones hide what the filters take to arrive.</summary>
    private const int MostTiles = 14;

    /// <summary>Rows of the usual tile.</summary>
    private const int TileRows = 14;

    private const int LineFloats = 16;

    private readonly nint _segment;
    private readonly nint _skip;
    private readonly nint _share;
    private float* _next;
    private nint _left;
    private nint _leftOfSegment;

    /// <summary>Fewer floats of filters are still in the second-level cache from the run before, where asking for them would only cost time.</summary>
    private const long MostCachedFloats = 1 << 18;

    /// <param name="tile">A pass of the present panel.</param>
    /// <param name="width">Columns that a panel stores.</param>
    /// <param name="next">Where the pass that comes next starts; null if there is none.</param>
    /// <param name="lines">Lines of output pixels that the pass goes over.</param>
    /// <param name="pixels">Pixels of a line.</param>
    public PanelAhead(in MultiplyTile tile, in PanelLayout layout, int width, float* next, int lines, int pixels)
    {
        int tiles = lines * ((pixels + TileRows - 1) / TileRows);
        if (next == null || tiles > MostTiles || layout.Length <= MostCachedFloats || !Sse.IsSupported) return;
        _next = next;
        _segment = _leftOfSegment = tile.Run * width / LineFloats;
        _skip = tile.PanelSkip;
        _left = _segment * tile.Segments;
        _share = (_left + tiles - 1) / tiles;
    }

    /// <summary>Before a tile.</summary>
    public void Ask()
    {
        for (nint line = Math.Min(_share, _left); line > 0; line--, _left--)
        {
            Sse.Prefetch1(_next);
            _next += LineFloats;
            if (--_leftOfSegment > 0) continue;
            _next += _skip;
            _leftOfSegment = _segment;
        }
    }
}
