using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public sealed class StratifiedSplitTests
{
    private static readonly MLContext s_mlContext = new(1);

    [Fact]
    public void EveryClassGivesItsShare()
    {
        // 40 rows of class 0, 10 of class 1, 2 of class 2, 1 of class 3, and 5 without a class.
        var rows = View([.. Enumerable.Repeat(0u, 40), .. Enumerable.Repeat(1u, 10), 2, 2, 3, .. Enumerable.Repeat(9u, 5)]);
        var split = Split(rows, 0.2f, seed: 1);
        var held = Classes(split.Held(rows));
        Assert.Equal([(1u, 8), (2u, 2), (3u, 1)], Counts(held));
        Assert.Equal([(0u, 5), (1u, 32), (2u, 8), (3u, 1), (4u, 1)], Counts(Classes(split.Rest(rows))));
        Assert.Equal((58, 11), (split.RowCount, split.HeldCount));
        Assert.Equal(11, split.Held(rows).GetRowCount());

        // The same rows by every way of reading, in their order.
        Assert.Equal(Numbers(split.Held(rows)), Numbers(split.Held(rows)).Order());
        Assert.Equal(Enumerable.Range(0, 58), Numbers(split.Held(rows)).Concat(Numbers(split.Rest(rows))).Order());
        Assert.Equal(Numbers(split.Held(rows)), Numbers(Split(rows, 0.2f, seed: 1).Held(rows)));
        Assert.NotEqual(Numbers(split.Held(rows)), Numbers(Split(rows, 0.2f, seed: 2).Held(rows)));
    }

    [Fact]
    public void ACursorOfASetHasTheRowsToo()
    {
        var rows = View([0, 0, 0, 1, 1, 1]);
        var held = Split(rows, 0.34f, seed: 1).Held(rows);
        using var cursor = Assert.Single(held.GetRowCursorSet([held.Schema["Number"]], 4));
        var getter = cursor.GetGetter<int>(held.Schema["Number"]);
        var numbers = new List<int>();
        while (cursor.MoveNext())
        {
            int number = 0;
            getter(ref number);
            Assert.Equal(numbers.Count, cursor.Position);
            numbers.Add(number);
        }

        Assert.Equal(Numbers(held), numbers);
    }

    [Fact]
    public void RowsOfSingleClassesCannotBeHeldOut()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Split(View([0, 1, 2]), 0.5f, seed: 1));
        Assert.StartsWith("No class in label column 'Label' has two rows of the 3", exception.Message, StringComparison.Ordinal);
    }

    private static StratifiedSplit Split(IDataView rows, float fraction, int seed) => StratifiedSplit.Of(rows, "Label", fraction, seed, () => { });

    private static IDataView View(uint[] classes) => s_mlContext.Data.LoadFromEnumerable(classes.Select((label, number) => new Row { Label = label, Number = number }).ToArray());

    private static IEnumerable<uint> Classes(IDataView view) => s_mlContext.Data.CreateEnumerable<Row>(view, reuseRowObject: false).Select(row => row.Label);

    private static IEnumerable<int> Numbers(IDataView view) => s_mlContext.Data.CreateEnumerable<Row>(view, reuseRowObject: false).Select(row => row.Number).ToList();

    private static IEnumerable<(uint, int)> Counts(IEnumerable<uint> classes) => classes.CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value));

    private sealed class Row
    {
        [KeyType(4)]
        public uint Label { get; set; }

        public int Number { get; set; }
    }
}
