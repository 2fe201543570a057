using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Makes of the rows of a mini-batch what the network takes: augmented, standardised, mixed. Serves one thread; a batch allocates nothing.</summary>
internal sealed class BatchPreparer
{
    private readonly ImageDataSet _data;
    private readonly PixelStatistics _statistics;
    private readonly float[] _byteTable;
    private readonly ImageAugmenter? _augmenter;
    private readonly BatchMixer _mixer;

    /// <param name="augmentation">What to do to the images; none for validation.</param>
    /// <param name="seed">Of the augmentation.</param>
    public BatchPreparer(ImageDataSet data, PixelStatistics statistics, AugmentationList augmentation, ulong seed)
    {
        if (statistics.Channels != data.ImageShape.Channels)
            throw new ArgumentException($"There are statistics of {statistics.Channels} channels for images of {data.ImageShape}.", nameof(statistics));
        _data = data;
        _statistics = statistics;
        _byteTable = statistics.ByteTable();
        if (augmentation.Any(one => one is not MixingAugmentation))
            _augmenter = new ImageAugmenter(augmentation, data.ImageShape, data.Range, statistics.Mean.AsSpan(), seed);
        _mixer = new BatchMixer(augmentation, data.ImageShape, seed);
    }

    /// <summary>Writes the rows.</summary>
    public void Prepare(RawRows rows, MiniBatch batch)
    {
        if (rows.Count == 0) return;
        int rowSize = _data.ImageShape.Size;
        for (int row = 0; row < rows.Count; row++)
        {
            var target = batch.Pixels.Slice(row * rowSize, rowSize);
            if (_augmenter is not null) Augment(_augmenter, rows, row, target);
            else if (_data.IsBytes) StandardizeBytes(rows.ByteRow(row), target);
            else Standardize(rows.FloatRow(row), target);
            batch.Labels[row] = rows.Labels[row];
            batch.Weights[row] = rows.Weights[row];
        }

        _mixer.Mix(batch, rows.Count, rows.Epoch, rows.Numbers[0]);
    }

    private void Augment(ImageAugmenter augmenter, RawRows rows, int row, Span<float> target)
    {
        if (_data.IsBytes) TensorPrimitives.ConvertTruncating<byte, float>(rows.ByteRow(row), augmenter.Pixels);
        else rows.FloatRow(row).CopyTo(augmenter.Pixels);
        Standardize(augmenter.Run(rows.Epoch, rows.Numbers[row]), target);
    }

    private void Standardize(ReadOnlySpan<float> source, Span<float> target)
    {
        source.CopyTo(target);
        _statistics.Standardize(target);
    }

    private void StandardizeBytes(ReadOnlySpan<byte> source, Span<float> target)
    {
        int channels = _statistics.Channels;
        for (int channel = 0; channel < channels; channel++)
        {
            // A span of exactly 256 entries: a byte is always inside, and the compiler knows.
            var table = _byteTable.AsSpan(channel * 256, 256);
            for (int i = channel; i < target.Length; i += channels) target[i] = table[source[i]];
        }
    }
}
