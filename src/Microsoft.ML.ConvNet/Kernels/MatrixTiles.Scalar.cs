namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The matrix tiles in plain scalar code, for processors without vectors: the same contracts as the generated vector tiles, "vectors" of four floats.</summary>
internal static unsafe class MatrixTilesScalar
{
    private const int Vector = 4;

    public static void Multiply4x2(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate) =>
        Multiply(tile, a, b, c, accumulate, 4, 2 * Vector, 2 * Vector);

    public static void Multiply4x1(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate) =>
        Multiply(tile, a, b, c, accumulate, 4, Vector, Vector);

    public static void Multiply1x2(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate) =>
        Multiply(tile, a, b, c, accumulate, 1, 2 * Vector, 2 * Vector);

    public static void Multiply1x1(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate) =>
        Multiply(tile, a, b, c, accumulate, 1, Vector, Vector);

    public static void FilterGradient4x2(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate) =>
        FilterGradient(tile, a, b, c, accumulate, 4, 2 * Vector, 2 * Vector);

    public static void FilterGradient4x1(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate) =>
        FilterGradient(tile, a, b, c, accumulate, 4, Vector, Vector);

    public static void FilterGradient1x2(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate) =>
        FilterGradient(tile, a, b, c, accumulate, 1, 2 * Vector, 2 * Vector);

    public static void FilterGradient1x1(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate) =>
        FilterGradient(tile, a, b, c, accumulate, 1, Vector, Vector);

    public static void MultiplyPartial4x2(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate) =>
        Multiply(tile, a, b, c, accumulate, 4, 2 * Vector, Vector + tile->LastColumns);

    public static void MultiplyPartial4x1(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate) =>
        Multiply(tile, a, b, c, accumulate, 4, Vector, tile->LastColumns);

    public static void MultiplyPartial1x2(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate) =>
        Multiply(tile, a, b, c, accumulate, 1, 2 * Vector, Vector + tile->LastColumns);

    public static void MultiplyPartial1x1(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate) =>
        Multiply(tile, a, b, c, accumulate, 1, Vector, tile->LastColumns);

    public static void FilterGradientPartial4x2(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate) =>
        FilterGradient(tile, a, b, c, accumulate, 4, 2 * Vector, Vector + tile->LastColumns);

    public static void FilterGradientPartial4x1(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate) =>
        FilterGradient(tile, a, b, c, accumulate, 4, Vector, tile->LastColumns);

    public static void FilterGradientPartial1x2(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate) =>
        FilterGradient(tile, a, b, c, accumulate, 1, 2 * Vector, Vector + tile->LastColumns);

    public static void FilterGradientPartial1x1(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate) =>
        FilterGradient(tile, a, b, c, accumulate, 1, Vector, tile->LastColumns);

    private static void Multiply(MultiplyTile* tile, float* a, float* b, float* c, bool accumulate, int rows, int width, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            float* output = c + row * tile->OutputStride;
            if (!accumulate) new Span<float>(output, columns).Clear();
            float* panel = b;
            for (nint segment = 0; segment < tile->Segments; segment++)
            {
                float* input = a + row * tile->RowStride + tile->SegmentOffsets[segment];
                for (nint k = 0; k < tile->Run; k++)
                {
                    for (int column = 0; column < columns; column++) output[column] += input[k] * panel[column];
                    panel += width;
                }

                panel += tile->PanelSkip;
            }
        }
    }

    private static void FilterGradient(FilterGradientTile* tile, float* a, float* b, float* c, bool accumulate, int rows, int width, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            float* output = c + row * tile->OutputStride;
            if (!accumulate) new Span<float>(output, width).Clear();
            float* input = a + row;
            float* gradient = b;
            for (nint line = 0; line < tile->Lines; line++)
            {
                for (nint pixel = 0; pixel < tile->Pixels; pixel++)
                {
                    for (int column = 0; column < columns; column++) output[column] += *input * gradient[column];
                    input += tile->PixelStrideA;
                    gradient += tile->PixelStrideB;
                }

                input += tile->LineSkipA;
                gradient += tile->LineSkipB;
            }
        }
    }
}
