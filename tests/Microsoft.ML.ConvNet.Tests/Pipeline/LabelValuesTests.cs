using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

public sealed class LabelValuesTests
{
    [Fact]
    public void EveryPrimitiveTypeIsKept()
    {
        Check<ReadOnlyMemory<char>>(TextDataViewType.Instance, ["one".AsMemory(), "zwei ß".AsMemory(), ReadOnlyMemory<char>.Empty], value => value.ToString());
        Check<bool>(BooleanDataViewType.Instance, [true, false]);
        Check<sbyte>(NumberDataViewType.SByte, [sbyte.MinValue, 0, sbyte.MaxValue]);
        Check<byte>(NumberDataViewType.Byte, [0, 1, byte.MaxValue]);
        Check<short>(NumberDataViewType.Int16, [short.MinValue, 0, short.MaxValue]);
        Check<ushort>(NumberDataViewType.UInt16, [0, 1, ushort.MaxValue]);
        Check<int>(NumberDataViewType.Int32, [int.MinValue, 0, int.MaxValue]);
        Check<uint>(NumberDataViewType.UInt32, [0, 1, uint.MaxValue]);
        Check<long>(NumberDataViewType.Int64, [long.MinValue, 0, long.MaxValue]);
        Check<ulong>(NumberDataViewType.UInt64, [0, 1, ulong.MaxValue]);
        Check<float>(NumberDataViewType.Single, [float.MinValue, float.Epsilon, float.NaN]);
        Check<double>(NumberDataViewType.Double, [double.MinValue, double.Epsilon, double.PositiveInfinity]);
        Check<TimeSpan>(TimeSpanDataViewType.Instance, [TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.MaxValue]);
        Check<DateTime>(DateTimeDataViewType.Instance, [DateTime.MinValue, new DateTime(2024, 2, 29, 1, 2, 3, DateTimeKind.Utc), DateTime.MaxValue], value => (value.Ticks, value.Kind));
        Check<DateTimeOffset>(DateTimeOffsetDataViewType.Instance, [DateTimeOffset.MinValue, new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromMinutes(-330))], value => (value.Ticks, value.Offset));
        Check<DataViewRowId>(RowIdDataViewType.Instance, [new(1, 2), new(ulong.MaxValue, 3)]);
        Check<uint>(new KeyDataViewType(typeof(uint), 7), [1, 0, 7]);
    }

    [Fact]
    public void MissingValuesOfASparseAnnotationAreFilledIn()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("KeyValues", new VectorDataViewType(NumberDataViewType.Int32, 3), (ref VBuffer<int> value) => value = new VBuffer<int>(3, 1, [5], [2]));
        Assert.Equal(["0", "0", "5"], LabelValues.Of(Label(builder.ToAnnotations(), 3), 3)!.ToText());
    }

    [Fact]
    public void NoValuesAreKeptAsNone()
    {
        Assert.Null(LabelValues.Of(Label(null, 3), 3));
        Assert.Null(RoundTrip(null, 3));
    }

    [Fact]
    public void UnknownAndImpossibleValuesAreRefused()
    {
        Assert.Contains("unknown type 'Quaternion'", Assert.Throws<FormatException>(() => Read(writer => { writer.Write("Quaternion"); writer.Write(0UL); })).Message);
        Assert.Contains("keys of Single", Assert.Throws<FormatException>(() => Read(writer => { writer.Write("Single"); writer.Write(5UL); })).Message);
        Assert.Contains("DateTimeOffset", Assert.Throws<FormatException>(() => Read(writer => { writer.Write("DateTimeOffset"); writer.Write(0UL); writer.Write(long.MaxValue); writer.Write((short)0); })).Message);
        Assert.Throws<EndOfStreamException>(() => Read(writer => { writer.Write("Int64"); writer.Write(0UL); writer.Write(1L); }, classCount: int.MaxValue));
    }

    private static void Check<T>(PrimitiveDataViewType type, T[] values, Func<T, object>? normalize = null)
    {
        normalize ??= value => value!;
        var label = Label(OutputSchemaTests.Annotation(new VectorDataViewType(type, values.Length), values), values.Length);
        var kept = LabelValues.Of(label, values.Length);
        Assert.NotNull(kept);
        foreach (var each in new[] { kept, RoundTrip(kept, values.Length)! })
        {
            Assert.Equal(type, each.ItemType);
            Assert.Equal(values.Length, each.ToText().Count);
            var builder = new DataViewSchema.Annotations.Builder();
            each.AddTo(builder, "Copy");
            VBuffer<T> copy = default;
            builder.ToAnnotations().GetValue("Copy", ref copy);
            Assert.Equal(values.Select(normalize), copy.DenseValues().Select(normalize));
        }
    }

    private static DataViewSchema.Column Label(DataViewSchema.Annotations? annotations, int count) =>
        new TestView(1, TestColumn.Label(count, annotations)).Schema["Label"];

    private static LabelValues? RoundTrip(LabelValues? values, int count)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) LabelValues.Write(writer, values);
        stream.Position = 0;
        var result = LabelValues.Read(new BinaryReader(stream), count);
        Assert.Equal(stream.Length, stream.Position);
        return result;
    }

    private static LabelValues? Read(Action<BinaryWriter> write, int classCount = 2)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true)) write(writer);
        stream.Position = 0;
        return LabelValues.Read(new BinaryReader(stream), classCount);
    }
}
