namespace Microsoft.ML.Contract.Tests;

public class LoadFromEnumerableTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class AllTypes
    {
        public bool Flag;
        public sbyte SignedByte;
        public byte Byte;
        public short Short;
        public ushort UnsignedShort;
        public int Int;
        public uint UnsignedInt;
        public long Long;
        public ulong UnsignedLong;
        public float Single;
        public double Double;
        public string? Text;
        public ReadOnlyMemory<char> Memory;
        public float[]? Variable;
        [VectorType(3)] public float[]? Fixed;
        [VectorType(2, 3, 4)] public float[]? Shaped;
        public byte[]? Bytes;
        public VBuffer<float> Buffer;
    }

    [Theory]
    [InlineData("Flag", "Boolean")]
    [InlineData("SignedByte", "SByte")]
    [InlineData("Byte", "Byte")]
    [InlineData("Short", "Int16")]
    [InlineData("UnsignedShort", "UInt16")]
    [InlineData("Int", "Int32")]
    [InlineData("UnsignedInt", "UInt32")]
    [InlineData("Long", "Int64")]
    [InlineData("UnsignedLong", "UInt64")]
    [InlineData("Single", "Single")]
    [InlineData("Double", "Double")]
    [InlineData("Text", "String")]
    [InlineData("Memory", "String")]
    [InlineData("Variable", "Vector<Single>")]
    [InlineData("Fixed", "Vector<Single, 3>")]
    [InlineData("Shaped", "Vector<Single, 2, 3, 4>")]
    [InlineData("Bytes", "Vector<Byte>")]
    [InlineData("Buffer", "Vector<Single>")]
    public void MemberTypesBecomeColumnTypes(string column, string type)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Array.Empty<AllTypes>());
        Assert.Equal(type, data.Schema[column].Type.ToString());
    }

    [Fact]
    public void ColumnsKeepTheOrderOfTheMembers()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Array.Empty<AllTypes>());
        Assert.Equal("Flag", data.Schema[0].Name);
        Assert.Equal(18, data.Schema.Count);
        Assert.Equal("Buffer", data.Schema[17].Name);
        Assert.All(data.Schema, (column, index) => Assert.Equal(index, column.Index));
    }

    internal sealed class Annotated
    {
        [ColumnName("Renamed")] public int Original;
        [NoColumn] public int Ignored;
        public int Property { get; set; }
        [LoadColumn(7)] public int Loaded;
    }

    [Fact]
    public void AttributesRenameAndHideMembers()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Annotated { Original = 3, Ignored = 4, Property = 5, Loaded = 6 }]);
        Assert.Equal(["Loaded", "Property", "Renamed"], data.Schema.Select(column => column.Name).Order());
        Assert.Equal([3], Read.Column<int>(data, "Renamed"));
        Assert.Equal([5], Read.Column<int>(data, "Property"));
    }

    internal sealed class WithText
    {
        public string? Text;
    }

    [Fact]
    public void NullTextReadsAsEmptyText()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new WithText { Text = null }, new WithText { Text = "" }, new WithText { Text = "x" }]);
        Assert.Equal(["", "", "x"], Read.Texts(data, "Text"));
        Assert.Equal(["", "", "x"], data.GetColumn<string>("Text"));
    }

    internal sealed class ThreeFloats
    {
        [VectorType(3)] public float[]? Values;
    }

    [Fact]
    public void AVectorOfTheWrongLengthIsPassedOnAsItIs()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new ThreeFloats { Values = [1, 2] }]);
        Assert.Equal([[1, 2]], Read.Vectors(data, "Values"));
    }

    [Fact]
    public void ANullVectorOfVariableSizeReadsAsEmpty()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new AllTypes { Variable = null }, new AllTypes { Variable = [1, 2] }]);
        Assert.Equal([[], [1, 2]], Read.Vectors(data, "Variable"));
    }

    [Fact]
    public void ArraysAndListsKnowTheirRowCountAndDoNotShuffle()
    {
        var rows = Enumerable.Range(0, 5).Select(_ => new WithText()).ToArray();
        IDataView fromArray = _ml.Data.LoadFromEnumerable(rows);
        Assert.False(fromArray.CanShuffle);
        Assert.Equal(5, fromArray.GetRowCount());
        Assert.Equal(5, _ml.Data.LoadFromEnumerable(rows.ToList()).GetRowCount());
        IDataView lazy = _ml.Data.LoadFromEnumerable(rows.Where(_ => true));
        Assert.Null(lazy.GetRowCount());
        Assert.False(lazy.CanShuffle);
    }

    [Fact]
    public void TheSourceIsEnumeratedAgainOnEveryPass()
    {
        int passes = 0;
        IEnumerable<WithText> Rows()
        {
            passes++;
            yield return new WithText { Text = passes.ToString() };
        }
        IDataView data = _ml.Data.LoadFromEnumerable(Rows());
        Assert.Equal(0, passes);
        Assert.Equal(["1"], Read.Texts(data, "Text"));
        Assert.Equal(["2"], Read.Texts(data, "Text"));
    }

    [Fact]
    public void ASchemaDefinitionOverridesColumnTypes()
    {
        var definition = SchemaDefinition.Create(typeof(AllTypes));
        definition["Variable"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2, 2);
        IDataView data = _ml.Data.LoadFromEnumerable([new AllTypes { Variable = [1, 2, 3, 4] }], definition);
        Assert.Equal("Vector<Single, 2, 2>", data.Schema["Variable"].Type.ToString());
        Assert.Equal([[1, 2, 3, 4]], Read.Vectors(data, "Variable"));
    }
}
