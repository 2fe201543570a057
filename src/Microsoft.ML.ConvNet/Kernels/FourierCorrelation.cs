using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Convolution of stride 1 through the Fourier transform (Mathieu, Henaff and LeCun, Fast Training of Convolutional Networks through FFTs, 2014), by overlap-save
/// tiles: a tile's size x size inputs are transformed, multiplied with the conjugate of the transformed filters for each frequency, summed over the channels,
/// and transformed back; the outputs that did not wrap around, (size - kernel + 1) squared, are the tile's. <see cref="Fourier"/> has the plain definition.
/// </summary>
/// <remarks>
/// The vectors are of channels, so that every butterfly is plain vector code. Lines of a tile are real: two of them are the real and imaginary part of one
/// transform, and only the frequencies 0 to size / 2 along a line are kept. The complex products are real matrix products of twice the depth: with [Wi, Wr]
/// as the filters, [-Xi, Xr] gives the real and [Xr, Xi] the imaginary parts, so that a tile's input is stored as -Xi, Xr, Xi.
/// </remarks>
internal sealed unsafe class FourierCorrelation : TiledCorrelation
{
    /// <summary>Vectors of filters that are transformed together: those of a frequency lie on one page of memory, the next frequency on another.</summary>
    private const int FilterBlock = 8;

    private readonly FourierTransform _transform;

    /// <param name="geometry">A correlation that the algorithm fits (<see cref="Fourier.Fits"/>).</param>
    /// <param name="size">Lines and columns of a transform: one of <see cref="Fourier.Sizes"/>, larger than the kernel.</param>
    public FourierCorrelation(KernelSet set, CorrelationGeometry geometry, int size)
        : base(set, geometry, Fourier.Outputs(geometry.Window, size), size, Fourier.Frequencies(size), parts: 2) => _transform = new FourierTransform(size);

    public override long ScratchFloats => (long)FilterBlock * VectorScratch * Set.Lanes;

    private int Size => Inputs;

    /// <summary>Scratch vectors for the transform of one vector's tile: its spectrum, a line, and what the line's transform needs.</summary>
    private int VectorScratch => Columns * ColumnVectors + 2 * Size + _transform.ScratchVectors;

    /// <summary>Frequencies along a line that are kept.</summary>
    private int Columns => Size / 2 + 1;

    /// <summary>Vectors from one column of the spectrum to the next: complex, and one more, which keeps columns off the same place of the first-level cache.</summary>
    private int ColumnVectors => 2 * Size + 2;

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

    public override bool CanAccumulate => false;

    public override void TransformOutput(float* products, int firstRow, int rowCount, float* destination, int firstChannel, int endChannel, bool accumulate, float* scratch)
    {
        int lanes = Math.Min(Set.Lanes, endChannel - firstChannel);
        if (lanes >= 16) TransformOutput<Float16>(products, firstRow, rowCount, destination, firstChannel, endChannel, scratch);
        else if (lanes >= 8) TransformOutput<Float8>(products, firstRow, rowCount, destination, firstChannel, endChannel, scratch);
        else if (lanes >= 4) TransformOutput<Float4>(products, firstRow, rowCount, destination, firstChannel, endChannel, scratch);
        else TransformOutput<Float1>(products, firstRow, rowCount, destination, firstChannel, endChannel, scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformFilters<TVector>(in PanelLayout filters, float* panels, float* transformed, int panel, float* scratch)
        where TVector : struct, IFloatVector<TVector>
    {
        var window = Geometry.Window;
        int lanes = TVector.Lanes;
        nint tap = (nint)Geometry.Source.Channels * Layout.Width(panel), pitch = (nint)FilterPitch;
        float* source = panels + filters.Start(panel);
        float* destination = transformed + Layout.Start(panel);

        // Conjugated, for a correlation; 1 / size squared of the inverse transform, and a half twice for the lines that are transformed in pairs.
        TVector real = TVector.Create(0.25f / (Size * Size)), imaginary = TVector.Create(-0.25f / (Size * Size));
        nint block = FilterBlock * lanes, scratchStep = VectorScratch * lanes;
        for (nint first = 0; first < tap; first += block)
        {
            nint end = Math.Min(first + block, tap);
            float* spectrum = scratch;
            for (nint element = first; element < end; element += lanes, spectrum += scratchStep)
                TransformLines<TVector>(new FourierTile(source + element, window.KernelWidth * tap, tap, 0, window.KernelHeight, 0, window.KernelWidth), spectrum);
            for (int column = 0; column < Columns; column++)
            {
                spectrum = scratch;
                for (nint element = first; element < end; element += lanes, spectrum += scratchStep)
                {
                    float* frequency = TransformColumn<TVector>(column, spectrum);
                    float* value = destination + column * Size * pitch + element;
                    for (int i = 0; i < Size; i++, frequency += 2 * lanes, value += pitch)
                    {
                        TVector.Store(TVector.Multiply(imaginary, TVector.Load(frequency + lanes)), value);
                        TVector.Store(TVector.Multiply(real, TVector.Load(frequency)), value + tap);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInput<TVector>(float* source, int firstRow, int rowCount, float* transformed, float* scratch)
        where TVector : struct, IFloatVector<TVector>
    {
        var image = Geometry.Source;
        int lanes = TVector.Lanes, channels = image.Channels, pitch = InputPitch;
        nint line = (nint)image.SourceWidth * channels;
        TVector minusOne = TVector.Create(-1);
        for (int row = firstRow; row < firstRow + rowCount; row++)
        {
            int top = row % TileRowsPerImage * Outputs - image.Top;
            int firstLine = Math.Clamp(-top, 0, Size), endLine = Math.Clamp(image.SourceHeight - top, firstLine, Size);
            float* lines = source + (nint)(row / TileRowsPerImage) * Geometry.SourceFloats + top * line;
            for (int tile = 0; tile < TilesPerRow; tile++, transformed += InputTile)
            {
                int left = tile * Outputs - image.Left;
                int firstColumn = Math.Clamp(-left, 0, Size), endColumn = Math.Clamp(image.SourceWidth - left, firstColumn, Size);
                for (int channel = 0; channel < channels; channel += lanes)
                {
                    // Where the channels are no multiple of a vector, the last vector overlaps the one before.
                    channel = Math.Min(channel, channels - lanes);
                    TransformLines<TVector>(
                        new FourierTile(lines + (nint)left * channels + channel, line, channels, firstLine, endLine, firstColumn, endColumn), scratch);
                    float* value = transformed + channel;
                    for (int column = 0; column < Columns; column++)
                    {
                        float* frequency = TransformColumn<TVector>(column, scratch);
                        for (int i = 0; i < Size; i++, frequency += 2 * lanes, value += pitch)
                        {
                            TVector imaginary = TVector.Load(frequency + lanes);
                            TVector.Store(TVector.Multiply(minusOne, imaginary), value);
                            TVector.Store(TVector.Load(frequency), value + channels);
                            TVector.Store(imaginary, value + 2 * channels);
                        }
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformOutput<TVector>(float* products, int firstRow, int rowCount, float* destination, int firstChannel, int endChannel, float* scratch)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes, channels = Geometry.OutputChannels, width = Geometry.OutputWidth, pitch = OutputPitch;
        nint line = (nint)width * channels;
        float* pair = Line(scratch, lanes);
        float* free = pair + 2 * Size * lanes;
        for (int row = firstRow; row < firstRow + rowCount; row++)
        {
            var (firstLine, lines) = OutputLines(row, 1);
            float* output = destination + (nint)firstLine * line;
            for (int left = 0; left < width; left += Outputs, products += OutputTile)
            {
                int valid = Math.Min(Outputs, width - left);
                for (int channel = firstChannel; channel < endChannel; channel += lanes)
                {
                    channel = Math.Min(channel, endChannel - lanes);
                    for (int column = 0; column < Columns; column++)
                    {
                        float* product = products + (nint)column * Size * 2 * pitch + channel;
                        _transform.Run<TVector>(new ComplexVectors(product + pitch, product, 2 * pitch), Column(column, scratch, lanes).Swapped, free);
                    }

                    for (int y = 0; y < lines; y += 2)
                    {
                        JoinLines<TVector>(scratch, y, pair);
                        var values = new ComplexVectors(pair, pair + lanes, 2 * lanes).Swapped;
                        _transform.Run<TVector>(values, values, free);
                        float* target = output + y * line + (nint)left * channels + channel;
                        for (int x = 0; x < valid; x++, target += channels)
                        {
                            TVector.Store(TVector.Load(pair + 2 * x * lanes), target);
                            if (y + 1 < lines) TVector.Store(TVector.Load(pair + (2 * x + 1) * lanes), target + line);
                        }
                    }
                }
            }
        }
    }

    private ComplexVectors Column(int column, float* spectrum, int lanes)
    {
        float* first = spectrum + (nint)column * ColumnVectors * lanes;
        return new ComplexVectors(first, first + lanes, 2 * lanes);
    }

    /// <summary>Complex vectors of one line or column, behind the spectrum.</summary>
    private float* Line(float* scratch, int lanes) => scratch + Columns * ColumnVectors * lanes;

    /// <summary>A column of the spectrum along the lines, to complex vectors one behind the other.</summary>
    private float* TransformColumn<TVector>(int column, float* scratch)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes;
        float* result = Line(scratch, lanes);
        _transform.Run<TVector>(Column(column, scratch, lanes), new ComplexVectors(result, result + lanes, 2 * lanes), result + 2 * Size * lanes);
        return result;
    }

    /// <summary>The lines of a tile to the spectrum: twice their transforms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformLines<TVector>(in FourierTile tile, float* spectrum)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes;
        float* pair = Line(spectrum, lanes);
        var values = new ComplexVectors(pair, pair + lanes, 2 * lanes);
        for (int line = 0; line < Size; line += 2)
        {
            // Lines of zeros have a transform of zeros.
            bool isEmpty = !tile.HasLine(line) && !tile.HasLine(line + 1);
            tile.Load<TVector>(line, Size, pair, 2 * lanes);
            tile.Load<TVector>(line + 1, Size, pair + lanes, 2 * lanes);
            if (!isEmpty) _transform.Run<TVector>(values, values, pair + 2 * Size * lanes);
            PartLines<TVector>(pair, spectrum, line);
        }
    }

    // With Z the transform of a + ib for two real lines: 2A[k] = Z[k] + conj Z[-k], 2B[k] = -i (Z[k] - conj Z[-k]).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PartLines<TVector>(float* pair, float* spectrum, int line)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes;
        nint step = ColumnVectors * lanes;
        float* target = spectrum + 2 * line * lanes;
        for (int column = 0; column < Columns; column++, target += step)
        {
            float* positive = pair + 2 * column * lanes;
            float* negative = pair + 2 * ((Size - column) % Size) * lanes;
            TVector pr = TVector.Load(positive), pi = TVector.Load(positive + lanes), nr = TVector.Load(negative), ni = TVector.Load(negative + lanes);
            TVector.Store(TVector.Add(pr, nr), target);
            TVector.Store(TVector.Subtract(pi, ni), target + lanes);
            TVector.Store(TVector.Add(pi, ni), target + 2 * lanes);
            TVector.Store(TVector.Subtract(nr, pr), target + 3 * lanes);
        }
    }

    // The inverse: Z[k] = A[k] + i B[k], Z[-k] = conj A[k] + i conj B[k].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void JoinLines<TVector>(float* spectrum, int line, float* pair)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes;
        nint step = ColumnVectors * lanes;
        float* source = spectrum + 2 * line * lanes;
        for (int column = 0; column < Columns; column++, source += step)
        {
            float* positive = pair + 2 * column * lanes;
            float* negative = pair + 2 * ((Size - column) % Size) * lanes;
            TVector ar = TVector.Load(source), ai = TVector.Load(source + lanes), br = TVector.Load(source + 2 * lanes), bi = TVector.Load(source + 3 * lanes);
            TVector.Store(TVector.Add(ar, bi), negative);
            TVector.Store(TVector.Subtract(br, ai), negative + lanes);
            TVector.Store(TVector.Subtract(ar, bi), positive);
            TVector.Store(TVector.Add(ai, br), positive + lanes);
        }
    }
}
