using System.Runtime.CompilerServices;
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

    private readonly WinogradTiles<TTransform> _input;

    /// <param name="geometry">A correlation that the algorithm fits (<see cref="Winograd.Fits"/>).</param>
    public WinogradCorrelation(KernelSet set, CorrelationGeometry geometry)
        : base(set, geometry, TTransform.Outputs, Size, Size * Size, parts: 1)
    {
        _input = new WinogradTiles<TTransform>(geometry.Source, TileRowsPerImage, TilesPerRow, isGradient: false);
    }

    public override long ScratchFloats => Math.Max(_input.ScratchFloats(Set), 2 * Size * Size * Set.Lanes);

    // Where the channels are no multiple of a vector, the last vector overlaps the one before: what it adds would be added twice.
    public override bool CanAccumulate => Geometry.OutputChannels % OutputLanes == 0;

    private static int Size => TTransform.Outputs + Kernel - 1;

    // The widest vector that the channels fill.
    private int OutputLanes => Math.Min(Set.Lanes, Geometry.OutputChannels) switch { >= 16 => 16, >= 8 => 8, >= 4 => 4, _ => 1 };

    public override void TransformFilters(in PanelLayout filters, float* panels, float* transformed, int panel, float* scratch)
    {
        if (Set.Lanes == 16) TransformFilters<Float16>(filters, panels, transformed, panel, scratch);
        else if (Set.Lanes == 8) TransformFilters<Float8>(filters, panels, transformed, panel, scratch);
        else if (Set.Lanes == 4) TransformFilters<Float4>(filters, panels, transformed, panel, scratch);
        else TransformFilters<Float1>(filters, panels, transformed, panel, scratch);
    }

    public override void TransformInput(float* source, int firstRow, int rowCount, float* transformed, float* scratch) =>
        _input.Transform(Set, source, 0, Geometry.Source.Channels, firstRow, rowCount, transformed, InputPitch, (nint)InputTile, scratch);

    public override void TransformOutput(float* products, int firstRow, int rowCount, float* destination, int firstChannel, int endChannel, bool accumulate, float* scratch)
    {
        int lanes = Math.Min(Set.Lanes, endChannel - firstChannel);
        if (lanes >= 16) TransformOutput<Float16>(products, firstRow, rowCount, destination, firstChannel, endChannel, accumulate, scratch);
        else if (lanes >= 8) TransformOutput<Float8>(products, firstRow, rowCount, destination, firstChannel, endChannel, accumulate, scratch);
        else if (lanes >= 4) TransformOutput<Float4>(products, firstRow, rowCount, destination, firstChannel, endChannel, accumulate, scratch);
        else TransformOutput<Float1>(products, firstRow, rowCount, destination, firstChannel, endChannel, accumulate, scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformOutput<TVector>(float* products, int firstRow, int rowCount, float* destination, int firstChannel, int endChannel, bool accumulate, float* scratch)
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
                for (int channel = firstChannel; channel < endChannel; channel += lanes)
                {
                    channel = Math.Min(channel, endChannel - lanes);
                    TTransform.Output<TVector>(products + channel, size * pitch, pitch, columns, size * lanes, lanes, size);
                    if (valid == outputs && !accumulate)
                    {
                        TTransform.Output<TVector>(columns, lanes, size * lanes, output + channel, channels, line, (int)lines);
                        continue;
                    }

                    TTransform.Output<TVector>(columns, lanes, size * lanes, partial, lanes, outputs * lanes, (int)lines);
                    for (int y = 0; y < lines; y++)
                    {
                        float* target = output + y * line + channel;
                        for (int x = 0; x < valid; x++, target += channels)
                        {
                            var value = TVector.Load(partial + (y * outputs + x) * lanes);
                            TVector.Store(accumulate ? TVector.Add(value, TVector.Load(target)) : value, target);
                        }
                    }
                }
            }
        }
    }
}
