using System.Collections.Immutable;

namespace Microsoft.ML.Contract.Tests;

public class VectorTypeTests
{
    [Fact]
    public void AVectorTypeTellsSizeAndDimensions()
    {
        var shaped = new VectorDataViewType(NumberDataViewType.Single, 3, 4, 5);
        Assert.Equal(60, shaped.Size);
        Assert.True(shaped.IsKnownSize);
        Assert.Equal([3, 4, 5], shaped.Dimensions.AsSpan().ToArray());
        Assert.Equal("Vector<Single, 3, 4, 5>", shaped.ToString());
        Assert.Equal(NumberDataViewType.Single, shaped.ItemType);
        Assert.Equal(typeof(VBuffer<float>), shaped.RawType);
    }

    [Fact]
    public void AVectorOfUnknownSizeHasSizeZero()
    {
        var variable = new VectorDataViewType(NumberDataViewType.Byte);
        Assert.Equal(0, variable.Size);
        Assert.False(variable.IsKnownSize);
        Assert.Equal("Vector<Byte>", variable.ToString());
    }

    [Fact]
    public void TypesOfDifferentDimensionsAreNotEqual()
    {
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 12), new VectorDataViewType(NumberDataViewType.Single, 3, 4));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 4, 3), new VectorDataViewType(NumberDataViewType.Single, 3, 4));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3, 4), new VectorDataViewType(NumberDataViewType.Single, ImmutableArray.Create(3, 4)));
    }

    [Theory]
    [InlineData("SByte", typeof(sbyte))]
    [InlineData("Byte", typeof(byte))]
    [InlineData("Int16", typeof(short))]
    [InlineData("UInt16", typeof(ushort))]
    [InlineData("Int32", typeof(int))]
    [InlineData("UInt32", typeof(uint))]
    [InlineData("Int64", typeof(long))]
    [InlineData("UInt64", typeof(ulong))]
    [InlineData("Single", typeof(float))]
    [InlineData("Double", typeof(double))]
    public void NumberTypesTellTheirRawType(string name, Type raw)
    {
        NumberDataViewType[] types =
        [
            NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
            NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single, NumberDataViewType.Double,
        ];
        NumberDataViewType type = Assert.Single(types, candidate => candidate.RawType == raw);
        Assert.Equal(name, type.ToString());
    }

    [Fact]
    public void TextAndBooleanTypesTellTheirRawType()
    {
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal(typeof(ReadOnlyMemory<char>), TextDataViewType.Instance.RawType);
        Assert.Equal("Boolean", BooleanDataViewType.Instance.ToString());
    }
}
