using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class LabelColumnTests
{
    public static TheoryData<string> KeyTypes => ["Byte", "UInt16", "UInt32", "UInt64"];

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void EveryKeyTypeBecomesZeroBasedClasses(string rawType)
    {
        var column = rawType switch
        {
            "Byte" => MemoryColumn.Of("Label", new KeyDataViewType(typeof(byte), 3), (byte)1, (byte)3, (byte)0),
            "UInt16" => MemoryColumn.Of("Label", new KeyDataViewType(typeof(ushort), 3), (ushort)1, (ushort)3, (ushort)0),
            "UInt32" => MemoryColumn.Of("Label", new KeyDataViewType(typeof(uint), 3), 1u, 3u, 0u),
            _ => MemoryColumn.Of("Label", new KeyDataViewType(typeof(ulong), 3), 1ul, 3ul, 0ul),
        };
        Assert.Equal(rawType, column.Type.RawType.Name);
        Assert.Equal([0, 2, LabelColumn.Missing], Read(column, 3));
    }

    [Fact]
    public void ValueAboveTheCountIsNamed()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Read(MemoryColumn.Keys("Label", 3, 1, 4), 2));
        Assert.Equal("Label column 'Label', row 2: the key value is 4, but its type Key<UInt32, 0-2> has 3.", exception.Message);

        // Must not wrap around to a valid class.
        var huge = MemoryColumn.Of("Label", new KeyDataViewType(typeof(ulong), 3), (1ul << 32) + 1);
        Assert.Throws<InvalidOperationException>(() => Read(huge, 1));
    }

    public static TheoryData<DataViewType> RefusedTypes =>
        [NumberDataViewType.UInt32, NumberDataViewType.Single, TextDataViewType.Instance, new VectorDataViewType(new KeyDataViewType(typeof(uint), 3), 2)];

    [Theory]
    [MemberData(nameof(RefusedTypes))]
    public void OtherTypesAreRefused(DataViewType type)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Bind(type));
        Assert.Equal(
            "Schema mismatch for label column 'Label': expected Key<UInt32> (Key<Byte>, Key<UInt16> and Key<UInt64> are accepted too), " +
            $"got {type} (Parameter 'labelCol')",
            exception.Message);
    }

    [Fact]
    public void MissingColumnIsNamed()
    {
        var view = new MemoryView(0, MemoryColumn.Keys("Other", 2));
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => LabelColumn.Bind(view.Schema, "Label"));
        Assert.Equal("Could not find label column 'Label' (Parameter 'inputSchema')", exception.Message);
    }

    [Fact]
    public void OneClassIsTooFew()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Bind(new KeyDataViewType(typeof(uint), 1)));
        Assert.Equal("Label column 'Label' has 1 class (Key<UInt32, 0-0>); at least 2 are needed.", exception.Message);
    }

    [Fact]
    public void MoreClassesThanAnArrayHoldsAreRefused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Bind(new KeyDataViewType(typeof(ulong), ulong.MaxValue)));
        Assert.StartsWith("Label column 'Label' has 18446744073709551615 classes", exception.Message);
    }

    private static LabelColumn Bind(DataViewType type)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", type);
        return LabelColumn.Bind(builder.ToSchema(), "Label");
    }

    private static int[] Read(MemoryColumn column, int rows)
    {
        var view = new MemoryView(rows, column);
        using var cursor = view.GetRowCursor(view.Schema);
        var read = LabelColumn.Bind(view.Schema, column.Name).CreateReader(cursor);
        var classes = new List<int>();
        while (cursor.MoveNext()) classes.Add(read());
        return [.. classes];
    }
}
