namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Euclidean radial basis units, the output of LeNet-5 (LeCun et al., 1998): minus the squared distance of a row from each center.</summary>
internal static unsafe partial class RadialBasis
{
    /// <summary>One row: y[i] = -(sum over j of (x[j] - centers[i][j])^2).</summary>
    public static void Forward(KernelSet set, float* x, float* centers, float* y, int inputs, int outputs)
    {
        for (int i = 0; i < outputs; i++, centers += inputs)
        {
            y[i] = -(set.Lanes switch
            {
                16 => Distance<Float16>(x, centers, inputs),
                8 => Distance<Float8>(x, centers, inputs),
                4 => Distance<Float4>(x, centers, inputs),
                _ => Distance<Float1>(x, centers, inputs),
            });
        }
    }

    /// <summary>One row: dx[j] = sum over i of 2 * dy[i] * (centers[i][j] - x[j]).</summary>
    public static void BackwardData(KernelSet set, float* x, float* centers, float* dy, float* dx, int inputs, int outputs)
    {
        new Span<float>(dx, inputs).Clear();
        for (int i = 0; i < outputs; i++, centers += inputs) AddDifference(set, centers, x, 2 * dy[i], dx, inputs);
    }

    /// <summary>One unit: its center's gradient[j] = sum over the rows of 2 * dy[row] * (x[row][j] - center[j]), where dy's rows are <paramref name="outputs"/> apart.</summary>
    public static void BackwardCenter(KernelSet set, float* x, float* center, float* dy, float* gradient, int rows, int inputs, int outputs)
    {
        new Span<float>(gradient, inputs).Clear();
        for (int row = 0; row < rows; row++, x += inputs, dy += outputs) AddDifference(set, x, center, 2 * *dy, gradient, inputs);
    }

    private static float Distance<TVector>(float* x, float* center, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        var sums = TVector.Create(0);
        int j = 0;
        for (; j <= count - TVector.Lanes; j += TVector.Lanes)
        {
            var difference = TVector.Subtract(TVector.Load(x + j), TVector.Load(center + j));
            sums = TVector.MultiplyAdd(difference, difference, sums);
        }

        float* lanes = stackalloc float[TVector.Lanes];
        TVector.Store(sums, lanes);
        float sum = 0;
        for (int lane = 0; lane < TVector.Lanes; lane++) sum += lanes[lane];
        for (; j < count; j++) sum += (x[j] - center[j]) * (x[j] - center[j]);
        return sum;
    }

    /// <summary>result += factor * (left - right).</summary>
    private static void AddDifference(KernelSet set, float* left, float* right, float factor, float* result, int count)
    {
        int done = set.Lanes switch
        {
            16 => AddDifference<Float16>(left, right, factor, result, 0, count),
            8 => AddDifference<Float8>(left, right, factor, result, 0, count),
            4 => AddDifference<Float4>(left, right, factor, result, 0, count),
            _ => 0,
        };
        AddDifference<Float1>(left, right, factor, result, done, count);
    }

    private static int AddDifference<TVector>(float* left, float* right, float factor, float* result, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        var factors = TVector.Create(factor);
        int j = start;
        for (; j <= end - TVector.Lanes; j += TVector.Lanes)
            TVector.Store(TVector.MultiplyAdd(TVector.Subtract(TVector.Load(left + j), TVector.Load(right + j)), factors, TVector.Load(result + j)), result + j);
        return j;
    }
}
