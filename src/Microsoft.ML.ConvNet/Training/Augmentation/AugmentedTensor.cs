namespace Microsoft.ML.ConvNet.Training;

/// <summary>Applies augmentations to images that are a tensor.</summary>
internal static class AugmentedTensor
{
    /// <summary>Changed images (N, C, H, W).</summary>
    public static Tensor Of(AugmentationList augmentations, TrainingBatch batch, ulong seed, int epoch, PixelRange range)
    {
        var shape = batch.ImageShape;
        int planeSize = shape.Height * shape.Width;
        float[] source = batch.Images.Values, rows = new float[source.Length];
        double[] mean = new double[shape.Channels];
        for (int i = 0; i < source.Length; i++)
        {
            rows[PlaceInRows(i)] = source[i];
            mean[i / planeSize % shape.Channels] += (double)source[i] / (batch.RowCount * planeSize);
        }

        var augmenter = new ImageAugmenter(augmentations, shape, range, Array.ConvertAll(mean, value => (float)value), seed);
        for (int row = 0; row < batch.RowCount; row++)
        {
            var image = rows.AsSpan(row * shape.Size, shape.Size);
            image.CopyTo(augmenter.Pixels);
            augmenter.Run(epoch, row).CopyTo(image);
        }

        var mini = new MiniBatch
        {
            Pixels = rows,
            Labels = [.. batch.Labels],
            Weights = [.. batch.Weights],
            SecondLabels = new int[batch.RowCount],
            Shares = new float[batch.RowCount],
        };
        new BatchMixer(augmentations, shape, seed).Mix(mini, batch.RowCount, epoch, firstRow: 0);
        float[] result = new float[source.Length];
        for (int i = 0; i < result.Length; i++) result[i] = rows[PlaceInRows(i)];
        return new Tensor(batch.Images.Dimensions, result);

        // From N, C, H, W to N, H, W, C.
        int PlaceInRows(int index) => index / shape.Size * shape.Size + index % planeSize * shape.Channels + index % shape.Size / planeSize;
    }
}
