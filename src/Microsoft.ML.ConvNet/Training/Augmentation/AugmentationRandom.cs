using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// The random numbers of one image in one epoch: a function of the seed, the epoch and the row, whatever else was drawn before and by whom. Every augmentation of a list has
/// numbers of its own, so that how many another one draws does not matter to it.
/// </summary>
internal struct AugmentationRandom
{
    // Keep these numbers apart from others that are drawn with the same seed.
    private const ulong ImageStream = 0x4155_474D_0000_0000UL, BatchStream = 0x4D49_5842_0000_0000UL;

    private readonly ulong _key;
    private ulong _stream;
    private ulong _draws;

    private AugmentationRandom(ulong key) => _key = key;

    /// <summary>For the changes of one image.</summary>
    /// <param name="epoch">Zero-based.</param>
    /// <param name="row">The number of the image in the data.</param>
    public static AugmentationRandom ForImage(ulong seed, int epoch, long row) => new(CounterRandom.Hash(seed, ImageStream + (ulong)epoch, (ulong)row));

    /// <summary>For how a mini-batch is mixed.</summary>
    /// <param name="epoch">Zero-based.</param>
    /// <param name="firstRow">The number of the batch's first image in the data.</param>
    public static AugmentationRandom ForBatch(ulong seed, int epoch, long firstRow) => new(CounterRandom.Hash(seed, BatchStream + (ulong)epoch, (ulong)firstRow));

    /// <summary>Goes on to the numbers of the augmentation at this place of the list.</summary>
    public void BeginAugmentation(int place)
    {
        _stream = (ulong)place;
        _draws = 0;
    }

    /// <summary>A number in [0, 1).</summary>
    public float Uniform() => CounterRandom.Uniform(_key, _stream, _draws++);

    /// <summary>A number between two others.</summary>
    public float Uniform(float least, float most) => least + (most - least) * Uniform();

    /// <summary>An integer from 0 to less than the bound.</summary>
    public int Below(int bound) => (int)CounterRandom.Below(bound, _key, _stream, _draws++);

    /// <summary>Whether an event of this probability happens. Draws a number always.</summary>
    public bool Happens(float probability) => Uniform() < probability;
}
