namespace Microsoft.ML.ConvNet.Training;

/// <summary>Mixes the images of mini-batches as the mixing augmentations of a list say; with several of them, one is drawn for each batch. Serves one thread.</summary>
internal sealed class BatchMixer
{
    private readonly MixingAugmentation[] _mixing;
    private readonly ImageShape _shape;
    private readonly ulong _seed;
    private readonly float[] _first;

    public BatchMixer(AugmentationList augmentations, ImageShape shape, ulong seed)
    {
        _mixing = [.. augmentations.OfType<MixingAugmentation>()];
        _shape = shape;
        _seed = seed;
        _first = new float[_mixing.Length > 0 ? shape.Size : 0];
    }

    /// <summary>Whether there is anything to do: then batches need room for second labels and shares.</summary>
    public bool IsActive => _mixing.Length > 0;

    /// <summary>Mixes the rows of a batch.</summary>
    /// <param name="epoch">Zero-based.</param>
    /// <param name="firstRow">The number of the batch's first image in the data.</param>
    public void Mix(MiniBatch batch, int rows, int epoch, long firstRow)
    {
        if (!IsActive || rows == 0) return;
        var shares = batch.Shares[..rows];
        shares.Fill(1);
        var random = AugmentationRandom.ForBatch(_seed, epoch, firstRow);
        var mixing = _mixing[random.Below(_mixing.Length)];
        if (!random.Happens(mixing.Probability) || rows == 1) return;

        var pixels = batch.Pixels[..(rows * _shape.Size)];
        pixels[.._shape.Size].CopyTo(_first);
        float share = mixing.Mix(pixels, _shape, mixing.DrawShare(ref random), _first, ref random);
        shares.Fill(share);
        float firstWeight = batch.Weights[0];
        for (int row = 0; row < rows; row++)
        {
            bool isLast = row == rows - 1;
            batch.SecondLabels[row] = batch.Labels[isLast ? 0 : row + 1];
            batch.Weights[row] = share * batch.Weights[row] + (1 - share) * (isLast ? firstWeight : batch.Weights[row + 1]);
        }
    }
}
