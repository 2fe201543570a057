namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// How a weight matrix (depth K times columns N) is stored for the matrix tiles: panels of PanelWidth columns, each panel row after row; the last panel is
/// half as wide when that is enough. Columns beyond N are zero and stay zero.
/// </summary>
internal readonly record struct PanelLayout
{
    /// <summary>Steps of the depth that lie together in a panel of quads.</summary>
    public const int Quad = 4;

    /// <summary>Below this depth, adding up the parts of the sums would cost more than quads save.</summary>
    private const int LeastQuadDepth = 32;

    private readonly int _panelVector;

    public PanelLayout(KernelSet set, int depth, int columns)
    {
        _panelVector = set.PanelVector;
        Depth = depth;
        Columns = columns;
        PanelWidth = set.PanelWidth;
        PanelCount = (columns + PanelWidth - 1) / PanelWidth;
    }

    /// <summary>Rows of the matrix.</summary>
    public int Depth { get; }

    /// <summary>Columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>Columns of a full panel.</summary>
    public int PanelWidth { get; }

    /// <summary>Number of panels.</summary>
    public int PanelCount { get; }

    /// <summary>
    /// Whether few columns are packed in quads: the one panel holds four rows' values of the first column, four of the second, and so on, then the next four
    /// rows. A vector of 16 lanes then multiplies four columns at four steps of the depth, where ten columns of an ordinary panel would leave six lanes empty.
    /// </summary>
    public bool IsQuad { get; private init; }

    /// <summary>Whether this is the layout of a data gradient that reads the quads of the forward pass in place: depth and columns are exchanged, the memory is the same.</summary>
    public bool IsTurnedQuad { get; private init; }

    /// <summary>Floats of all panels.</summary>
    public long Length => IsTurnedQuad ? (long)Columns * QuadWidth(Depth) : Start(PanelCount - 1) + (long)Depth * Width(PanelCount - 1);

    /// <summary>The layout of a layer's filters (of one group).</summary>
    /// <param name="geometry">The forward pass's.</param>
    public static PanelLayout Filters(KernelSet set, CorrelationGeometry geometry)
    {
        var layout = new PanelLayout(set, geometry.Depth, geometry.OutputChannels);
        bool isQuad = set.QuadRows is not null && geometry.IsPointwise && layout.Columns <= set.Lanes * 3 / 4 && layout.Depth >= LeastQuadDepth && layout.Depth % Quad == 0;
        return layout with { IsQuad = isQuad };
    }

    /// <summary>The layout of a data gradient's filters: these, if they are quads, read in place; otherwise what <see cref="FilterPacking.Transpose"/> makes of them.</summary>
    /// <param name="transposed">The data gradient's.</param>
    public PanelLayout Turned(KernelSet set, CorrelationGeometry transposed) => new(set, transposed.Depth, transposed.OutputChannels) { IsTurnedQuad = IsQuad };

    /// <summary>Columns that a panel stores: one or two vectors, or for quads a multiple of a quarter of a vector.</summary>
    public int Width(int panel)
    {
        if (IsQuad) return QuadWidth(Columns);
        return Columns - panel * PanelWidth <= _panelVector ? _panelVector : PanelWidth;
    }

    /// <summary>Vectors in a panel's row: 1 or 2; or in four rows of quads.</summary>
    public int Vectors(int panel) => Width(panel) * (IsQuad ? Quad : 1) / _panelVector;

    /// <summary>Columns of a panel that exist in the matrix.</summary>
    public int ValidColumns(int panel) => Math.Min(Columns - panel * PanelWidth, PanelWidth);

    /// <summary>Whether a panel's last vector has columns that do not exist in the matrix.</summary>
    public bool IsPartial(int panel) => ValidColumns(panel) != Width(panel);

    /// <summary>Columns of a panel's last vector that exist in the matrix; of quads all.</summary>
    public int LastColumns(int panel) => IsQuad ? Columns : ValidColumns(panel) - (Width(panel) - _panelVector);

    /// <summary>Where a panel starts.</summary>
    public long Start(int panel) => (long)panel * PanelWidth * (IsTurnedQuad ? QuadWidth(Depth) : Depth);

    /// <summary>Where an element is stored.</summary>
    public long IndexOf(int row, int column)
    {
        int panel = column / PanelWidth;
        if (IsQuad) return (long)(row - row % Quad) * Width(panel) + column * Quad + row % Quad;
        return Start(panel) + (long)row * Width(panel) + column % PanelWidth;
    }

    /// <summary>Columns that quads of a number of columns store.</summary>
    public int QuadWidth(int columns) => (columns + _panelVector / Quad - 1) / (_panelVector / Quad) * (_panelVector / Quad);
}
