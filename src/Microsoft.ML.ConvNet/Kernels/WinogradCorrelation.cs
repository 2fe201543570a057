using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// 3x3 convolution of stride 1 by Winograd's minimal filtering (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016):
/// Y = A^T [ sum over channels of (G g G^T) * (B^T d B) ] A for every tile. <see cref="Winograd"/> has the matrices and the plain definition.
/// </summary>
internal sealed unsafe class WinogradCorrelation<TTransform> : TiledCorrelation
    where TTransform : IWinogradTransform
{
    private const int Kernel = 3;

    /// <summary>Of the transforms there are: F(4, 3) has the most inputs.</summary>
    private const int MostInputs = 6;

    /// <param name="geometry">A correlation that the algorithm fits (<see cref="Winograd.Fits"/>).</param>
    public WinogradCorrelation(KernelSet set, CorrelationGeometry geometry)
        : base(set, geometry, TTransform.Outputs, Size, Size * Size, parts: 1)
    {
    }

    public override long ScratchFloats => Math.Max(StripFloats + ZeroFloats, 2 * Size * Size * Set.Lanes);

    private static int Size => TTransform.Outputs + Kernel - 1;

    private int StripColumns => TilesPerRow * Outputs + Kernel - 1;

    private long StripFloats => Size * (StripColumns + 1) * Set.Lanes;

    // A line of the border, as long as a line of the source.
    private long ZeroFloats => AlignedMemory.Align((long)Geometry.Source.SourceWidth * Geometry.Source.Channels);

    public override void TransformFilters(in PanelLayout filters, float* panels, float* transformed, int panel, float* scratch)
    {
        if (Set.Lanes == 16) TransformFilters<Float16>(filters, panels, transformed, panel, scratch);
        else if (Set.Lanes == 8) TransformFilters<Float8>(filters, panels, transformed, panel, scratch);
        else if (Set.Lanes == 4) TransformFilters<Float4>(filters, panels, transformed, panel, scratch);
        else TransformFilters<Float1>(filters, panels, transformed, panel, scratch);
    }

    public override void TransformInput(float* source, int firstRow, int rowCount, float* transformed, float* scratch)
    {
        int lanes = Math.Min(Set.Lanes, Geometry.Source.Channels);
        if (lanes >= 16) TransformInput<Float16>(source, firstRow, rowCount, transformed, scratch);
        else if (lanes >= 8) TransformInput<Float8>(source, firstRow, rowCount, transformed, scratch);
        else if (lanes >= 4) TransformInput<Float4>(source, firstRow, rowCount, transformed, scratch);
        else TransformInput<Float1>(source, firstRow, rowCount, transformed, scratch);
    }

    public override void TransformOutput(float* products, int firstRow, int rowCount, float* destination, float* scratch)
    {
        int lanes = Math.Min(Set.Lanes, Geometry.OutputChannels);
        if (lanes >= 16) TransformOutput<Float16>(products, firstRow, rowCount, destination, scratch);
        else if (lanes >= 8) TransformOutput<Float8>(products, firstRow, rowCount, destination, scratch);
        else if (lanes >= 4) TransformOutput<Float4>(products, firstRow, rowCount, destination, scratch);
        else TransformOutput<Float1>(products, firstRow, rowCount, destination, scratch);
    }

    private void TransformFilters<TVector>(in PanelLayout filters, float* panels, float* transformed, int panel, float* columns)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes, size = Size;
        nint tap = (nint)Layout.Depth * Layout.Width(panel), pitch = (nint)FilterPitch;
        float* source = panels + filters.Start(panel);
        float* destination = transformed + Layout.Start(panel);
        for (nint element = 0; element < tap; element += lanes)
        {
            TTransform.Filter<TVector>(source + element, Kernel * tap, tap, columns, Kernel * lanes, lanes, Kernel);
            TTransform.Filter<TVector>(columns, lanes, Kernel * lanes, destination + element, pitch, size * pitch, size);
        }
    }

    private void TransformInput<TVector>(float* source, int firstRow, int rowCount, float* transformed, float* scratch)
        where TVector : struct, IFloatVector<TVector>
    {
        var image = Geometry.Source;
        int lanes = TVector.Lanes, size = Size, channels = image.Channels, columns = StripColumns;
        nint sourceLine = (nint)image.SourceWidth * channels, stripLine = (columns + 1) * lanes, inputTile = (nint)InputTile;

        // The strip holds the lines of a tile row, transformed along the columns. Where it sees the border it stays zero.
        int firstColumn = Math.Clamp(image.Left, 0, columns), endColumn = Math.Clamp(image.Left + image.SourceWidth, firstColumn, columns);
        float* strip = scratch;
        float* zeros = scratch + size * stripLine;
        new Span<float>(strip, (int)(size * stripLine)).Clear();
        new Span<float>(zeros, (int)sourceLine).Clear();
        float* first = source + (nint)Math.Max(-image.Left, 0) * channels;
        float** lines = stackalloc float*[MostInputs];
        float** vectorLines = stackalloc float*[MostInputs];
        for (int row = firstRow; row < firstRow + rowCount; row++, transformed += TilesPerRow * inputTile)
        {
            float* input = first + (nint)(row / TileRowsPerImage) * Geometry.SourceFloats;
            int top = row % TileRowsPerImage * TTransform.Outputs - image.Top;
            for (int i = 0; i < size; i++) lines[i] = top + i >= 0 && top + i < image.SourceHeight ? input + (top + i) * sourceLine : zeros;
            for (int channel = 0; channel < channels; channel += lanes)
            {
                // Where the channels are no multiple of a vector, the last vector overlaps the one before.
                channel = Math.Min(channel, channels - lanes);
                for (int i = 0; i < size; i++) vectorLines[i] = lines[i] == zeros ? zeros : lines[i] + channel;
                TTransform.Input<TVector>(vectorLines, channels, strip + firstColumn * lanes, stripLine, lanes, endColumn - firstColumn);
                for (int i = 0; i < size; i++)
                {
                    for (int j = 0; j < size; j++) vectorLines[j] = strip + i * stripLine + j * lanes;
                    TTransform.Input<TVector>(
                        vectorLines, TTransform.Outputs * lanes, transformed + (nint)i * size * InputPitch + channel, InputPitch, inputTile, TilesPerRow);
                }
            }
        }
    }

    private void TransformOutput<TVector>(float* products, int firstRow, int rowCount, float* destination, float* scratch)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes, outputs = TTransform.Outputs, size = Size, channels = Geometry.OutputChannels, width = Geometry.OutputWidth;
        nint pitch = OutputPitch, line = (nint)width * channels, outputTile = (nint)OutputTile;
        float* columns = scratch;
        float* partial = scratch + size * size * lanes;
        for (int row = firstRow; row < firstRow + rowCount; row++)
        {
            var (firstLine, lines) = OutputLines(row, 1);
            float* output = destination + (nint)firstLine * line;
            for (int left = 0; left < width; left += outputs, products += outputTile, output += outputs * channels)
            {
                int valid = Math.Min(outputs, width - left);
                for (int channel = 0; channel < channels; channel += lanes)
                {
                    channel = Math.Min(channel, channels - lanes);
                    TTransform.Output<TVector>(products + channel, size * pitch, pitch, columns, size * lanes, lanes, size);
                    if (valid == outputs)
                    {
                        TTransform.Output<TVector>(columns, lanes, size * lanes, output + channel, channels, line, (int)lines);
                        continue;
                    }

                    TTransform.Output<TVector>(columns, lanes, size * lanes, partial, lanes, outputs * lanes, (int)lines);
                    for (int y = 0; y < lines; y++)
                        for (int x = 0; x < valid; x++) TVector.Store(TVector.Load(partial + (y * outputs + x) * lanes), output + y * line + x * channels + channel);
                }
            }
        }
    }
}
