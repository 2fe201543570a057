using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The tile sizes of a kernel, and how a number of rows is split into them so that the tiles cost least together.</summary>
[CollectionBuilder(typeof(TileSplit), nameof(Of))]
internal sealed class TileSplit : IEnumerable<int>
{
    private readonly int[] _sizes;
    private readonly int[] _first;

    private TileSplit(int[] sizes)
    {
        // A tile costs its rows plus what it takes to start one.
        const int startCost = 3;
        _sizes = sizes;
        _first = new int[4 * sizes[0] + 1];
        var cost = new int[_first.Length];
        for (int rows = 1; rows < _first.Length; rows++)
        {
            cost[rows] = int.MaxValue;
            foreach (int size in sizes)
            {
                if (size > rows || cost[rows - size] + size + startCost >= cost[rows]) continue;
                cost[rows] = cost[rows - size] + size + startCost;
                _first[rows] = size;
            }
        }
    }

    /// <param name="sizes">Largest first, ending with 1.</param>
    public static TileSplit Of(ReadOnlySpan<int> sizes) => new(sizes.ToArray());

    /// <summary>Rows of the next tile when this many are left.</summary>
    public int Next(int rows) => rows < _first.Length ? _first[rows] : _sizes[0];

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_sizes).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
