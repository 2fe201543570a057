namespace Microsoft.ML.ConvNet.Kernels;

/// <summary><see cref="WinogradFilterGradient"/> with the transforms of one F(m, 3).</summary>
internal sealed unsafe class WinogradFilterGradient<TTransform>(KernelSet set, CorrelationGeometry geometry, in PanelLayout filters)
    : WinogradFilterGradient(set, geometry, filters, TTransform.Outputs)
    where TTransform : IWinogradTransform
{
    protected override long TransformScratchFloats =>
        Math.Max(Input.ScratchFloats<WinogradInputLines<TTransform>>(Set), Gradient.ScratchFloats<WinogradGradientLines<TTransform>>(Set));

    protected override void TransformInput(
        float* x, int firstChannel, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch) =>
        Input.Transform<WinogradInputLines<TTransform>>(Set, x, firstChannel, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);

    protected override void TransformGradient(
        float* dy, int firstChannel, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch) =>
        Gradient.Transform<WinogradGradientLines<TTransform>>(Set, dy, firstChannel, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);

    protected override void TransformSums<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count) =>
        TTransform.FilterGradient<TVector>(source, sourceStride, sourceStep, destination, stride, destinationStep, count);
}
