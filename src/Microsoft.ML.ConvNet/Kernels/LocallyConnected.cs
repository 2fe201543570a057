using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Convolution without weight sharing on H, W, C activations. Filters are [position][output][kernel row][kernel column][channel]: a kernel row is a run of
/// contiguous values in the image and in the filter. Each weight is used once an image, so a position's are read once for all images.
/// </summary>
internal static unsafe partial class LocallyConnected
{
    /// <summary>One row of the output for all images: y[n][p][o] = bias[o][p] + sum over the window of x[n][..] * filters[p][o][..].</summary>
    /// <param name="biases">[output][position], or null.</param>
    public static void Forward(KernelSet set, LocalGeometry geometry, int images, float* x, float* filters, float* biases, float* y, int row)
    {
        if (set.Lanes == 16) Forward<Float16>(geometry, images, x, filters, biases, y, row);
        else if (set.Lanes == 8) Forward<Float8>(geometry, images, x, filters, biases, y, row);
        else if (set.Lanes == 4) Forward<Float4>(geometry, images, x, filters, biases, y, row);
        else Forward<Float1>(geometry, images, x, filters, biases, y, row);
    }

    /// <summary>Overwrites the gradients of the filters and biases of one row of the output.</summary>
    public static void FilterGradient(KernelSet set, LocalGeometry geometry, int images, float* x, float* dy, float* filterGradient, float* biasGradient, int row)
    {
        if (set.Lanes == 16) FilterGradient<Float16>(geometry, images, x, dy, filterGradient, biasGradient, row);
        else if (set.Lanes == 8) FilterGradient<Float8>(geometry, images, x, dy, filterGradient, biasGradient, row);
        else if (set.Lanes == 4) FilterGradient<Float4>(geometry, images, x, dy, filterGradient, biasGradient, row);
        else FilterGradient<Float1>(geometry, images, x, dy, filterGradient, biasGradient, row);
    }

    /// <summary>Overwrites dx of one image.</summary>
    public static void DataGradient(KernelSet set, LocalGeometry geometry, float* dy, float* filters, float* dx)
    {
        new Span<float>(dx, geometry.Input.Size).Clear();
        if (set.Lanes == 16) DataGradient<Float16>(geometry, dy, filters, dx);
        else if (set.Lanes == 8) DataGradient<Float8>(geometry, dy, filters, dx);
        else if (set.Lanes == 4) DataGradient<Float4>(geometry, dy, filters, dx);
        else DataGradient<Float1>(geometry, dy, filters, dx);
    }

    /// <summary>(O, height, width, I * kernel height * kernel width) to [position][output][kernel row][kernel column][channel].</summary>
    public static void Pack(LocalGeometry geometry, ReadOnlySpan<float> filters, Span<float> packed)
    {
        for (int i = 0; i < packed.Length; i++) packed[i] = filters[PlaceInPyTorchsOrder(geometry, i)];
    }

    /// <summary>Inverse of <see cref="Pack"/>.</summary>
    public static void Unpack(LocalGeometry geometry, ReadOnlySpan<float> packed, Span<float> filters)
    {
        for (int i = 0; i < packed.Length; i++) filters[PlaceInPyTorchsOrder(geometry, i)] = packed[i];
    }

    private static int PlaceInPyTorchsOrder(LocalGeometry geometry, int index)
    {
        int depth = geometry.Depth, channels = geometry.Input.Channels, area = depth / channels;
        int element = index % depth, output = index / depth % geometry.Outputs, position = index / depth / geometry.Outputs;
        return (output * geometry.Positions + position) * depth + element % channels * area + element / channels;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<TVector>(LocalGeometry geometry, int images, float* x, float* filters, float* biases, float* y, int row)
        where TVector : struct, IFloatVector<TVector>
    {
        for (int column = 0; column < geometry.Columns.Outputs; column++)
        {
            var patch = new LocalPatch(geometry, row, column);
            for (int output = 0; output < geometry.Outputs; output++)
            {
                float* filter = filters + ((nint)patch.Position * geometry.Outputs + output) * geometry.Depth + patch.FirstWeight;
                float bias = biases == null ? 0 : biases[(nint)output * geometry.Positions + patch.Position];
                for (int image = 0; image < images; image++)
                {
                    float* source = x + (nint)image * geometry.Input.Size + patch.FirstValue;
                    y[(nint)image * geometry.OutputFloats + (nint)patch.Position * geometry.Outputs + output] = bias + Dot<TVector>(patch, source, filter);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FilterGradient<TVector>(LocalGeometry geometry, int images, float* x, float* dy, float* filterGradient, float* biasGradient, int row)
        where TVector : struct, IFloatVector<TVector>
    {
        for (int column = 0; column < geometry.Columns.Outputs; column++)
        {
            var patch = new LocalPatch(geometry, row, column);
            for (int output = 0; output < geometry.Outputs; output++)
            {
                float* gradient = filterGradient + ((nint)patch.Position * geometry.Outputs + output) * geometry.Depth;
                new Span<float>(gradient, geometry.Depth).Clear();
                float sum = 0;
                for (int image = 0; image < images; image++)
                {
                    float slope = dy[(nint)image * geometry.OutputFloats + (nint)patch.Position * geometry.Outputs + output];
                    float* source = x + (nint)image * geometry.Input.Size + patch.FirstValue;
                    float* target = gradient + patch.FirstWeight;
                    for (int line = 0; line < patch.Lines; line++, source += patch.ValueStep, target += patch.WeightStep) AddProduct<TVector>(slope, source, target, patch.Run);
                    sum += slope;
                }

                if (biasGradient != null) biasGradient[(nint)output * geometry.Positions + patch.Position] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DataGradient<TVector>(LocalGeometry geometry, float* dy, float* filters, float* dx)
        where TVector : struct, IFloatVector<TVector>
    {
        for (int row = 0; row < geometry.Rows.Outputs; row++)
        {
            for (int column = 0; column < geometry.Columns.Outputs; column++)
            {
                var patch = new LocalPatch(geometry, row, column);
                for (int output = 0; output < geometry.Outputs; output++)
                {
                    float* filter = filters + ((nint)patch.Position * geometry.Outputs + output) * geometry.Depth + patch.FirstWeight;
                    float* target = dx + patch.FirstValue;
                    for (int line = 0; line < patch.Lines; line++, filter += patch.WeightStep, target += patch.ValueStep) AddProduct<TVector>(*dy, filter, target, patch.Run);
                    dy++;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot<TVector>(in LocalPatch patch, float* values, float* filter)
        where TVector : struct, IFloatVector<TVector>
    {
        var sums = TVector.Create(0);
        float sum = 0;
        for (int line = 0; line < patch.Lines; line++, values += patch.ValueStep, filter += patch.WeightStep)
        {
            int i = 0;
            for (; i <= patch.Run - TVector.Lanes; i += TVector.Lanes) sums = TVector.MultiplyAdd(TVector.Load(values + i), TVector.Load(filter + i), sums);
            for (; i < patch.Run; i++) sum += values[i] * filter[i];
        }

        float* lanes = stackalloc float[TVector.Lanes];
        TVector.Store(sums, lanes);
        for (int lane = 0; lane < TVector.Lanes; lane++) sum += lanes[lane];
        return sum;
    }

    // target += factor * source.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProduct<TVector>(float factor, float* source, float* target, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        var factors = TVector.Create(factor);
        int i = 0;
        for (; i <= count - TVector.Lanes; i += TVector.Lanes) TVector.Store(TVector.MultiplyAdd(TVector.Load(source + i), factors, TVector.Load(target + i)), target + i);
        for (; i < count; i++) target[i] += factor * source[i];
    }
}
