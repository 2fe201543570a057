namespace Microsoft.ML.ConvNet.Kernels;

/// <summary><see cref="WinogradFilterGradient"/> with the transforms of one F(m, 3).</summary>
internal sealed unsafe class WinogradFilterGradient<TTransform> : WinogradFilterGradient
    where TTransform : IWinogradTransform
{
    private readonly WinogradTiles<TTransform> _input;
    private readonly WinogradTiles<TTransform> _gradient;

    public WinogradFilterGradient(KernelSet set, CorrelationGeometry geometry, in PanelLayout filters)
        : base(set, geometry, filters, TTransform.Outputs)
    {
        int outputs = TTransform.Outputs;
        var gradient = new PaddedImage(
            geometry.OutputHeight, geometry.OutputWidth, geometry.OutputChannels, TileRowsPerImage * outputs, TilesPerRow * outputs, Top: 0, Left: 0);
        _input = new WinogradTiles<TTransform>(geometry.Source, TileRowsPerImage, TilesPerRow, isGradient: false);
        _gradient = new WinogradTiles<TTransform>(gradient, TileRowsPerImage, TilesPerRow, isGradient: true);
    }

    protected override long TransformScratchFloats => Math.Max(_input.ScratchFloats(Set), _gradient.ScratchFloats(Set));

    protected override void TransformInput(
        float* x, int firstChannel, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch) =>
        _input.Transform(Set, x, firstChannel, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);

    protected override void TransformGradient(
        float* dy, int firstChannel, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch) =>
        _gradient.Transform(Set, dy, firstChannel, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);

    protected override void TransformSums<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count) =>
        TTransform.FilterGradient<TVector>(source, sourceStride, sourceStep, destination, stride, destinationStep, count);
}
