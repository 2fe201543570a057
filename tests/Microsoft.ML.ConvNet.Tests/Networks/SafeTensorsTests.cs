using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.ConvNet.Tests.Networks;

public class SafeTensorsTests
{
    private static readonly Weights Sample = new(
    [
        KeyValuePair.Create("conv1.weight", new Tensor([2, 1, 3, 1], [1, -2, 3.5f, float.MaxValue, float.Epsilon, -0f])),
        KeyValuePair.Create("näme \"quoted\"", new Tensor([3], [float.NaN, float.PositiveInfinity, 1e-30f])),
        KeyValuePair.Create("scalar", new Tensor([], [42])),
        KeyValuePair.Create("empty", new Tensor([0, 5], [])),
    ]);

    [Fact]
    public void WhatIsWrittenIsReadBackExactly()
    {
        using var stream = new TrickleStream(Bytes(Sample));
        AssertSame(Sample, SafeTensors.Read(stream));
    }

    [Fact]
    public void LargeTensorsAndEveryNetworkGoThrough()
    {
        foreach (var architecture in ConvNetArchitecture.All.Where(one => one.Build(new ImageShape(3, 67, 67), 7).ParameterCount < 12_000_000))
        {
            var weights = architecture.Build(new ImageShape(3, 67, 67), 7).InitializeWeights(1);
            AssertSame(weights, SafeTensors.Read(new MemoryStream(Bytes(weights))));
        }
    }

    [Fact]
    public void TheBytesAreThoseOfTheFormat()
    {
        byte[] bytes = Bytes(new Weights([KeyValuePair.Create("a", new Tensor([2], [1, 2]))]));
        string header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        Assert.Equal(0, bytes.Length % 8);
        Assert.Equal((ulong)bytes.Length - 16, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        Assert.Equal(header, Encoding.UTF8.GetString(bytes, 8, bytes.Length - 16).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40], bytes[^8..]);
        Assert.Equal(bytes, Bytes(new Weights([KeyValuePair.Create("a", new Tensor([2], [1, 2]))])));
    }

    [Fact]
    public void OtherFloatingPointTypesAreConverted()
    {
        var data = new byte[12];
        BinaryPrimitives.WriteDoubleLittleEndian(data, -1.5);
        BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(8), (Half)0.25f);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(10), 0xC040); // bfloat16 of -3
        var weights = Read("""
            {"__metadata__":{"format":"pt"},
             "brain":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]},
             "double":{"dtype":"F64","shape":[],"data_offsets":[0,8]},
             "half":{"dtype":"F16","shape":[1,1],"data_offsets":[8,10]}}
            """, data);
        Assert.Equal(["brain", "double", "half"], weights.Keys);
        Assert.Equal([-3f], weights["brain"].Values);
        Assert.Equal([-1.5f], weights["double"].Values);
        Assert.Equal([0.25f], weights["half"].Values);
    }

    [Fact]
    public void BatchCountersAreLeftOut()
    {
        var weights = Read("""
            {"bn1.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"bn1.weight":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}
            """, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F]);
        Assert.Equal(["bn1.weight"], weights.Keys);
        Assert.Equal([1f], weights["bn1.weight"].Values);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", 8, "'a' has the dtype 'I64'")]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,8]}}""", 8, "'a' has the dtype 'F33'")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,8]}}""", 8, "'a' has no dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}""", 8, "'a' has an extent of -1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296],"data_offsets":[0,8]}}""", 8, "'a' has an extent of 4294967296")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,0],"data_offsets":[0,0]}}""", 0, "'a' of 2147483647x")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8, "'1.5' in its 'shape'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes, but its data_offsets have 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "impossible data_offsets [8, 0]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", 8, "impossible data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "'a' begins at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'b' begins at byte 4 of the data, but the tensors before it end at 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "'a': it has 8 bytes, but 7 came")]
    [InlineData("""{"a":{"dtype":"F32","shape":[500000000],"data_offsets":[0,2000000000]}}""", 8, "'a': it has 2000000000 bytes, but 8 came")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "bytes after the last tensor")]
    [InlineData("""{"a":[]}""", 0, "'a' has no dtype, shape and data_offsets")]
    [InlineData("""[]""", 0, "not a JSON object")]
    [InlineData("""{"a":""", 0, "not valid JSON")]
    [InlineData("", 0, "not valid JSON")]
    public void DamageIsNamed(string header, int dataLength, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Read(header, new byte[dataLength])).Message);

    [Theory]
    [InlineData(ulong.MaxValue, "claims 18446744073709551615 bytes")]
    [InlineData(100_000_001UL, "claims 100000001 bytes")]
    [InlineData(99_999_999UL, "claims 99999999 bytes, but 2 came")]
    public void ALyingHeaderLengthAllocatesNothing(ulong length, string expected)
    {
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.Throws<FormatException>(() => SafeTensors.Read(new MemoryStream(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains(expected, exception.Message);
    }

    [Fact]
    public void ALyingShapeAllocatesLittle()
    {
        byte[] bytes = Join("""{"a":{"dtype":"F64","shape":[2000000000],"data_offsets":[0,16000000000]}}""", new byte[100]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FormatException>(() => SafeTensors.Read(new MemoryStream(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void EveryTruncationIsAFormatException()
    {
        byte[] bytes = Bytes(Sample);
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<FormatException>(() => SafeTensors.Read(new MemoryStream(bytes, 0, length)));
    }

    [Fact]
    public void FlippedBytesGiveWeightsOrAFormatExceptionAndNothingElse()
    {
        byte[] good = Bytes(Sample);
        var random = new Random(20);
        int refused = 0;
        for (int trial = 0; trial < 20_000; trial++)
        {
            byte[] bytes = [.. good];
            for (int flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                SafeTensors.Read(new MemoryStream(bytes));
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 10_000, 20_000);
    }

    [Fact]
    public void TheMetadataNameIsRefused() =>
        Assert.Throws<ArgumentException>(() => Bytes(new Weights([KeyValuePair.Create("__metadata__", new Tensor([1], [1]))])));

    private static byte[] Bytes(Weights weights)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, weights);
        return stream.ToArray();
    }

    private static byte[] Join(string header, byte[] data)
    {
        var prefix = new byte[8];
        byte[] text = Encoding.UTF8.GetBytes(header);
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)text.Length);
        return [.. prefix, .. text, .. data];
    }

    private static Weights Read(string header, byte[] data) => SafeTensors.Read(new MemoryStream(Join(header, data)));

    private static void AssertSame(Weights expected, Weights actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, tensor) in expected)
        {
            Assert.Equal(tensor.Dimensions.AsEnumerable(), actual[name].Dimensions);
            Assert.Equal(tensor.Values.Select(BitConverter.SingleToUInt32Bits), actual[name].Values.Select(BitConverter.SingleToUInt32Bits));
        }
    }

    /// <summary>Gives a few bytes at a time and cannot seek, as a compressed stream does.</summary>
    private sealed class TrickleStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 5)]);
    }
}
