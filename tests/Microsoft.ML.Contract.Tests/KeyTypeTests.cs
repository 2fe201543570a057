namespace Microsoft.ML.Contract.Tests;

public class KeyTypeTests
{
    private readonly MLContext _ml = new(seed: 1);

    internal sealed class WithKeys
    {
        [KeyType(3)] public uint Key;
        [KeyType(3)] public byte ByteKey;
        [KeyType(3)] public ulong LongKey;
    }

    internal sealed class PlainKey
    {
        public uint Key;
    }

    [Fact]
    public void AKeyTypePrintsItsZeroBasedRange()
    {
        Assert.Equal("Key<UInt32, 0-2>", new KeyDataViewType(typeof(uint), 3).ToString());
        Assert.Equal("Key<Byte, 0-9>", new KeyDataViewType(typeof(byte), 10).ToString());
        Assert.Equal(3ul, new KeyDataViewType(typeof(uint), 3).Count);
        Assert.Equal(typeof(uint), new KeyDataViewType(typeof(uint), 3).RawType);
    }

    [Fact]
    public void KeyTypesAreEqualWhenRawTypeAndCountAre()
    {
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 3ul));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 4));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(byte), 3));
    }

    [Theory]
    [InlineData(typeof(byte), true)]
    [InlineData(typeof(ushort), true)]
    [InlineData(typeof(uint), true)]
    [InlineData(typeof(ulong), true)]
    [InlineData(typeof(int), false)]
    [InlineData(typeof(float), false)]
    public void OnlyUnsignedIntegersMakeKeys(Type type, bool valid) => Assert.Equal(valid, KeyDataViewType.IsValidDataType(type));

    [Fact]
    public void AKeyCountOutOfRangeIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 300));
        Assert.ThrowsAny<ArgumentException>(() => new KeyDataViewType(typeof(int), 3));
    }

    [Fact]
    public void AKeyMemberGoesInZeroBasedAndComesOutOneBased()
    {
        uint[] values = [0, 1, 2, 3, 7];
        IDataView data = _ml.Data.LoadFromEnumerable(values.Select(value => new WithKeys { Key = value }).ToArray());
        Assert.Equal("Key<UInt32, 0-2>", data.Schema["Key"].Type.ToString());
        // Stored values are 1..n; a value of n or more is missing, 0.
        uint[] stored = [1, 2, 3, 0, 0];
        Assert.Equal(stored, Read.Column<uint>(data, "Key"));
        Assert.Equal(stored, _ml.Data.CreateEnumerable<PlainKey>(data, reuseRowObject: false, ignoreMissingColumns: true).Select(row => row.Key));
        Assert.Equal(stored, _ml.Data.CreateEnumerable<WithKeys>(data, reuseRowObject: false).Select(row => row.Key));
    }

    [Fact]
    public void ByteAndLongKeysAreShiftedToo()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new WithKeys { ByteKey = 2, LongKey = 1 }, new WithKeys { ByteKey = 3, LongKey = 5 }]);
        Assert.Equal("Key<Byte, 0-2>", data.Schema["ByteKey"].Type.ToString());
        Assert.Equal("Key<UInt64, 0-2>", data.Schema["LongKey"].Type.ToString());
        Assert.Equal(new byte[] { 3, 0 }, Read.Column<byte>(data, "ByteKey"));
        Assert.Equal(new ulong[] { 2, 0 }, Read.Column<ulong>(data, "LongKey"));
    }

    internal sealed class Unbounded
    {
        [KeyType] public uint Key;
    }

    [Fact]
    public void AKeyMemberWithoutCountIsNotSupported()
    {
        var error = Assert.Throws<NotSupportedException>(() => _ml.Data.LoadFromEnumerable([new Unbounded { Key = 9 }]));
        Assert.Equal("Using KeyType without the Count parameter is not supported", error.Message);
    }
}
