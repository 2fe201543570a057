namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Has the input of the block that comes next asked for while the present one is multiplied (<see cref="MultiplyTile.Ahead"/>), so that memory works while the
/// multipliers do, and not only at the first panel of each block. Changes nothing but speed.
/// </summary>
/// <param name="start">The input that comes next: one stretch.</param>
/// <param name="floats">How much it is; 0 for nothing.</param>
internal unsafe ref struct InputAhead(float* start, long floats)
{
    private const int LineFloats = 16;

    private readonly float* _end = start + floats;
    private float* _next = start;
    private bool _hasFirstHalf;

    /// <summary>The next tile's <see cref="MultiplyTile.Ahead"/>, which goes through so many floats of a panel. Two tiles share a piece, as each asks for every second line.</summary>
    public nint Next(float* panel, nint floatsOfTile)
    {
        if (_next >= _end) return 0;
        nint distance = (nint)(_next - panel);
        _hasFirstHalf = !_hasFirstHalf;
        if (_hasFirstHalf) return distance;
        _next += floatsOfTile;
        return distance + LineFloats;
    }
}
