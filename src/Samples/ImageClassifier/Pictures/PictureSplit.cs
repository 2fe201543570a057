namespace ImageClassifier.Pictures;

/// <summary>Pictures in two parts.</summary>
internal sealed record PictureSplit(IReadOnlyList<Picture> First, IReadOnlyList<Picture> Second)
{
    /// <summary>Takes the same share out of every class, at random but the same for the same seed.</summary>
    /// <param name="pictures">What to split.</param>
    /// <param name="fraction">Share of the second part. A class of two or more pictures gives at least one to each part.</param>
    /// <param name="seed">Decides which pictures.</param>
    public static PictureSplit Stratified(IReadOnlyList<Picture> pictures, double fraction, int seed)
    {
        var first = new List<Picture>();
        var second = new List<Picture>();
        var random = new Random(seed);
        foreach (var group in pictures.GroupBy(picture => picture.Label).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Picture[] shuffled = [.. group];
            random.Shuffle(shuffled);
            int count = (int)Math.Round(shuffled.Length * fraction);
            if (shuffled.Length >= 2 && fraction > 0) count = Math.Clamp(count, 1, shuffled.Length - 1);
            second.AddRange(shuffled[..count]);
            first.AddRange(shuffled[count..]);
        }

        return new PictureSplit(first, second);
    }

    /// <summary>The first part in a random order: pictures that do not fit into memory are trained on nearly in the order in which they come.</summary>
    public PictureSplit WithFirstShuffled(int seed)
    {
        Picture[] shuffled = [.. First];
        new Random(seed).Shuffle(shuffled);
        return this with { First = shuffled };
    }
}
