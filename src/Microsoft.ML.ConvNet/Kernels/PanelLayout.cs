namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// How a weight matrix (depth K times columns N) is stored for the matrix tiles: panels of PanelWidth columns, each panel row after row; the last panel is
/// half as wide when that is enough. Columns beyond N are zero and stay zero.
/// </summary>
internal readonly record struct PanelLayout
{
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

    /// <summary>Floats of all panels.</summary>
    public long Length => Start(PanelCount - 1) + (long)Depth * Width(PanelCount - 1);

    /// <summary>Columns that a panel stores: one or two vectors.</summary>
    public int Width(int panel) => Columns - panel * PanelWidth <= _panelVector ? _panelVector : PanelWidth;

    /// <summary>Vectors in a panel's row: 1 or 2.</summary>
    public int Vectors(int panel) => Width(panel) / _panelVector;

    /// <summary>Columns of a panel that exist in the matrix.</summary>
    public int ValidColumns(int panel) => Math.Min(Columns - panel * PanelWidth, PanelWidth);

    /// <summary>Whether a panel's last vector has columns that do not exist in the matrix.</summary>
    public bool IsPartial(int panel) => ValidColumns(panel) != Width(panel);

    /// <summary>Columns of a panel's last vector that exist in the matrix.</summary>
    public int LastColumns(int panel) => ValidColumns(panel) - (Width(panel) - _panelVector);

    /// <summary>Where a panel starts.</summary>
    public long Start(int panel) => (long)panel * Depth * PanelWidth;

    /// <summary>Where an element is stored.</summary>
    public long IndexOf(int row, int column)
    {
        int panel = column / PanelWidth;
        return Start(panel) + (long)row * Width(panel) + column % PanelWidth;
    }
}
