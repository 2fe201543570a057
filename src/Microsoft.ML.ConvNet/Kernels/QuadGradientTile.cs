namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// What a data gradient's tile works on whose weights are quads (<see cref="PanelLayout.IsQuad"/>): all rows of the output's gradient A times the weights of up to
/// two vectors of inputs, the columns of C. All strides count floats.
/// </summary>
internal struct QuadGradientTile
{
    /// <summary>Rows of A and C, at least 1.</summary>
    public nint Rows;

    /// <summary>Distance between rows of A.</summary>
    public nint RowStride;

    /// <summary>Distance between the weights of four inputs and those of the next four.</summary>
    public nint QuadStride;

    /// <summary>Inputs that exist, a multiple of four from 4 to two vectors.</summary>
    public int Inputs;

    /// <summary>Distance between rows of C.</summary>
    public nint OutputStride;
}
