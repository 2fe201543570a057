namespace Microsoft.ML.Contract.Tests;

public class SplitTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class Row
    {
        public int Id;
        public string? Group;
        public float Value;
    }

    private static Row[] Rows(int count, int groups = 10) =>
        Enumerable.Range(0, count).Select(i => new Row { Id = i, Group = "g" + i % groups, Value = i % groups }).ToArray();

    private IDataView Data(int count = 1000) => _ml.Data.LoadFromEnumerable(Rows(count));

    private static int[] Ids(IDataView data) => Read.Column<int>(data, "Id");

    [Fact]
    public void TrainAndTestAreComplementaryAndKeepTheOrder()
    {
        var split = _ml.Data.TrainTestSplit(Data(), testFraction: 0.2);
        int[] train = Ids(split.TrainSet), test = Ids(split.TestSet);
        Assert.Equal(Enumerable.Range(0, 1000), train.Concat(test).Order());
        Assert.Equal(train.Order(), train);
        Assert.Equal(test.Order(), test);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void TheTestFractionHoldsApproximately(double fraction)
    {
        var split = _ml.Data.TrainTestSplit(Data(4000), fraction);
        double deviation = Math.Sqrt(4000 * fraction * (1 - fraction));
        Assert.InRange(Ids(split.TestSet).Length, 4000 * fraction - 5 * deviation, 4000 * fraction + 5 * deviation);
    }

    [Fact]
    public void ASplitIsTheSameOnEveryPassAndEveryCall()
    {
        IDataView data = Data();
        var split = _ml.Data.TrainTestSplit(data, 0.2);
        int[] first = Ids(split.TestSet);
        Assert.Equal(first, Ids(split.TestSet));
        Assert.Equal(first, Ids(_ml.Data.TrainTestSplit(data, 0.2).TestSet));
        Assert.Equal(first, Ids(new MLContext(seed: 1).Data.TrainTestSplit(data, 0.2).TestSet));
    }

    [Fact]
    public void WithoutAnySeedTheSplitIsStillTheSame()
    {
        var ml = new MLContext();
        IDataView data = ml.Data.LoadFromEnumerable(Rows(1000));
        Assert.Equal(Ids(ml.Data.TrainTestSplit(data, 0.2).TestSet), Ids(new MLContext().Data.TrainTestSplit(data, 0.2).TestSet));
    }

    [Fact]
    public void TheSeedChoosesTheSplit()
    {
        IDataView data = Data();
        int[] first = Ids(_ml.Data.TrainTestSplit(data, 0.2, seed: 5).TestSet);
        Assert.NotEqual(first, Ids(_ml.Data.TrainTestSplit(data, 0.2, seed: 6).TestSet));
        Assert.NotEqual(Ids(_ml.Data.TrainTestSplit(data, 0.2).TestSet), Ids(new MLContext(seed: 2).Data.TrainTestSplit(data, 0.2).TestSet));
        // The argument wins over the seed of the context.
        Assert.Equal(first, Ids(new MLContext(seed: 2).Data.TrainTestSplit(data, 0.2, seed: 5).TestSet));
    }

    [Fact]
    public void ASplitIsLazy()
    {
        IEnumerable<Row> Unreadable()
        {
            Assert.Fail("the data was read");
            yield break;
        }
        var split = _ml.Data.TrainTestSplit(_ml.Data.LoadFromEnumerable(Unreadable()), 0.2);
        Assert.Equal(["Id", "Group", "Value"], split.TrainSet.Schema.Select(column => column.Name));
        Assert.Equal(["Id", "Group", "Value"], split.TestSet.Schema.Select(column => column.Name));
        Assert.Null(split.TrainSet.GetRowCount());
    }

    [Theory]
    [InlineData("Group")]
    [InlineData("Value")]
    public void RowsOfOneSamplingKeyGoToOneSide(string column)
    {
        var rows = Rows(400, groups: 40);
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        var split = _ml.Data.TrainTestSplit(data, 0.5, samplingKeyColumnName: column);
        string[] train = Read.Texts(split.TrainSet, "Group"), test = Read.Texts(split.TestSet, "Group");
        Assert.Equal(400, train.Length + test.Length);
        Assert.NotEmpty(train);
        Assert.NotEmpty(test);
        Assert.Empty(train.Intersect(test));
        Assert.Equal(data.Schema.Count, split.TrainSet.Schema.Count);
    }

    [Fact]
    public void AMissingSamplingKeyIsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Data(), 0.5, "Nowhere"));
        Assert.Equal("Could not find SamplingKeyColumn column 'Nowhere' (Parameter 'samplingKeyColumn')", error.Message);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-0.5)]
    [InlineData(2.0)]
    public void AFractionOutsideZeroToOneIsRefused(double fraction)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Data(), fraction));
        Assert.Equal("Must be between 0 and 1 exclusive (Parameter 'testFraction')", error.Message);
    }

    [Fact]
    public void FoldsPartitionTheRows()
    {
        var folds = _ml.Data.CrossValidationSplit(Data(), numberOfFolds: 4);
        Assert.Equal(4, folds.Count);
        Assert.Equal(Enumerable.Range(0, 1000), folds.SelectMany(fold => Ids(fold.TestSet)).Order());
        foreach (var fold in folds)
        {
            int[] train = Ids(fold.TrainSet), test = Ids(fold.TestSet);
            Assert.Equal(Enumerable.Range(0, 1000), train.Concat(test).Order());
            Assert.InRange(test.Length, 180, 320);
            Assert.Equal(["Id", "Group", "Value"], fold.TrainSet.Schema.Select(column => column.Name));
        }
    }

    [Fact]
    public void FoldsDefaultToFive() => Assert.Equal(5, _ml.Data.CrossValidationSplit(Data()).Count);

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-3)]
    public void FewerThanTwoFoldsAreRefused(int folds)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CrossValidationSplit(Data(), folds));
        Assert.Equal("Must be more than 1 (Parameter 'numberOfFolds')", error.Message);
    }

    [Fact]
    public void FoldsRespectASamplingKey()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Rows(400, groups: 40));
        foreach (var fold in _ml.Data.CrossValidationSplit(data, 3, samplingKeyColumnName: "Group"))
            Assert.Empty(Read.Texts(fold.TrainSet, "Group").Intersect(Read.Texts(fold.TestSet, "Group")));
    }

    [Fact]
    public void ARowWithoutSamplingKeyIsOnNeitherSide()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([.. Rows(100), new Row { Id = 100, Value = float.NaN }]);
        var split = _ml.Data.TrainTestSplit(data, 0.5, samplingKeyColumnName: "Value");
        Assert.Equal(Enumerable.Range(0, 100), Ids(split.TrainSet).Concat(Ids(split.TestSet)).Order());
    }

    [Fact]
    public void ASeedMeansTheSameRowsAsEver()
    {
        var split = _ml.Data.TrainTestSplit(Data(), 0.2);
        Assert.Equal((211, 789), (Ids(split.TestSet).Length, Ids(split.TrainSet).Length));
        Assert.Equal([2, 12, 13, 28, 33, 34], Ids(split.TestSet)[..6]);
        Assert.Equal([253, 264, 223, 260], _ml.Data.CrossValidationSplit(Data(), 4).Select(fold => Ids(fold.TestSet).Length));
        Assert.Equal([2, 3, 18, 25, 28, 34], Ids(_ml.Data.TrainTestSplit(Data(), 0.2, seed: 9).TestSet)[..6]);
        Assert.Equal([5, 6, 18, 28, 37, 44], Ids(new MLContext().Data.TrainTestSplit(Data(), 0.2).TestSet)[..6]);
    }
}
