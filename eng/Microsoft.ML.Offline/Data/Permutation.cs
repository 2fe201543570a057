namespace Microsoft.ML.Data;

internal static class Permutation
{
    /// <summary>The numbers below <paramref name="count"/> in random order.</summary>
    public static int[] Create(Random random, int count)
    {
        int[] permutation = [.. Enumerable.Range(0, count)];
        for (int i = 0; i < count; i++)
        {
            int other = i + random.Next(count - i);
            (permutation[i], permutation[other]) = (permutation[other], permutation[i]);
        }
        return permutation;
    }
}
