namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Rows of values to batch-interleaved blocks and back. Lanes without a row are zero.</summary>
internal static unsafe class Interleave
{
    /// <summary>block[c][p][lane] = rows[lane][p][c] for images in H, W, C order (channels 1 keeps the order of a row's values).</summary>
    public static void FromRows(float* rows, int rowCount, int pixels, int channels, int lanes, float* block)
    {
        if (rowCount < lanes) new Span<float>(block, pixels * channels * lanes).Clear();
        for (int lane = 0; lane < rowCount; lane++)
        {
            float* row = rows + (nint)lane * pixels * channels;
            for (int channel = 0; channel < channels; channel++)
            {
                float* plane = block + (nint)channel * pixels * lanes + lane;
                for (int pixel = 0; pixel < pixels; pixel++) plane[(nint)pixel * lanes] = row[(nint)pixel * channels + channel];
            }
        }
    }

    /// <summary>result[column][row] = source[row][column].</summary>
    public static void Transpose(float* source, int rows, int columns, float* result)
    {
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++) result[(nint)column * rows + row] = source[(nint)row * columns + column];
    }

    /// <summary>rows[lane][i] = block[i][lane]: a row's values keep the block's order (C, H, W).</summary>
    public static void ToRows(float* block, int rowCount, int values, int lanes, float* rows)
    {
        for (int lane = 0; lane < rowCount; lane++)
        {
            float* row = rows + (nint)lane * values;
            for (int i = 0; i < values; i++) row[i] = block[(nint)i * lanes + lane];
        }
    }
}
