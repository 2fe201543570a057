using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.ConvNet.Tests.Networks;

/// <summary>Whatever is read is read twice, as a stream and as a file: both give the same weights or the same complaint.</summary>
public sealed class SafeTensorsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");

    private static readonly Weights Sample = new(
    [
        KeyValuePair.Create("conv1.weight", new Tensor([2, 1, 3, 1], [1, -2, 3.5f, float.MaxValue, float.Epsilon, -0f])),
        KeyValuePair.Create("näme \"quoted\"", new Tensor([3], [float.NaN, float.PositiveInfinity, 1e-30f])),
        KeyValuePair.Create("scalar", new Tensor([], [42])),
        KeyValuePair.Create("empty", new Tensor([0, 5], [])),
    ]);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void WhatIsWrittenIsReadBackExactly()
    {
        using var stream = new TrickleStream(Bytes(Sample));
        AssertSame(Sample, SafeTensors.Read(stream));
        AssertSame(Sample, ReadTwice(Bytes(Sample)));
    }

    [Fact]
    public void LargeTensorsAndEveryNetworkGoThrough()
    {
        foreach (var architecture in ConvNetArchitecture.All.Where(one => one.Build(new ImageShape(3, 67, 67), 7).ParameterCount < 4_000_000))
        {
            var weights = architecture.Build(new ImageShape(3, 67, 67), 7).InitializeWeights(1);
            AssertSame(weights, ReadTwice(Bytes(weights)));
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
    public void TheOrderIsThatOfTheHeaderWhateverThePlaces()
    {
        var weights = Read("""
            {"__metadata__":{"format":"pt"},
             "brain":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]},
             "double":{"dtype":"F64","shape":[],"data_offsets":[0,8]},
             "half":{"dtype":"F16","shape":[1,1],"data_offsets":[8,10]}}
            """, [0, 0, 0, 0, 0, 0, 0xF8, 0xBF, 0, 0x34, 0x40, 0xC0]);
        Assert.Equal(["brain", "double", "half"], weights.Keys);
        Assert.Equal([-3f], weights["brain"].Values);
        Assert.Equal([-1.5f], weights["double"].Values);
        Assert.Equal([0.25f], weights["half"].Values);
    }

    // All numbers of 16 bits, subnormal and not finite ones among them, by their definition: sign, exponent, fraction.
    [Theory]
    [InlineData("F16", 5, 10)]
    [InlineData("BF16", 8, 7)]
    public void EveryNumberOf16BitsIsConvertedExactly(string type, int exponentBits, int fractionBits)
    {
        var data = new byte[2 << 16];
        for (int bits = 0; bits <= ushort.MaxValue; bits++) BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(2 * bits), (ushort)bits);
        float[] values = Read($$"""{"a":{"dtype":"{{type}}","shape":[256,256],"data_offsets":[0,{{data.Length}}] } }""", data)["a"].Values;
        int exponentMask = (1 << exponentBits) - 1, bias = exponentMask >> 1;
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            int exponent = bits >> fractionBits & exponentMask, fraction = bits & ((1 << fractionBits) - 1);
            double sign = bits >> 15 == 0 ? 1 : -1, part = fraction / (double)(1 << fractionBits);
            double expected = exponent == 0 ? sign * part * Math.Pow(2, 1 - bias)
                : exponent < exponentMask ? sign * (1 + part) * Math.Pow(2, exponent - bias)
                : fraction == 0 ? sign / 0.0 : double.NaN;
            if (double.IsNaN(expected)) Assert.True(float.IsNaN(values[bits]), $"{type} {bits:X4}: {values[bits]}");
            else Assert.True(BitConverter.SingleToInt32Bits((float)expected) == BitConverter.SingleToInt32Bits(values[bits]), $"{type} {bits:X4}: {values[bits]}");
        }
    }

    [Fact]
    public void DoublesAreRoundedToTheNearestNumberOrBecomeInfinite()
    {
        (double Value, float Expected)[] cases =
        [
            (0.1, 0.1f), (-0.0, -0f), (1 + Math.Pow(2, -24), 1), (1 + 3 * Math.Pow(2, -24), 1 + MathF.Pow(2, -22)), (1e-40, 1e-40f), (1e-60, 0), (-1e300, float.NegativeInfinity),
            (double.PositiveInfinity, float.PositiveInfinity), (double.NaN, float.NaN), (double.MaxValue, float.PositiveInfinity), (float.MaxValue, float.MaxValue),
        ];
        var data = new byte[8 * cases.Length];
        for (int i = 0; i < cases.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(8 * i), cases[i].Value);
        float[] values = Read($$"""{"a":{"dtype":"F64","shape":[{{cases.Length}}],"data_offsets":[0,{{data.Length}}] } }""", data)["a"].Values;
        Assert.Equal(cases.Select(one => BitConverter.SingleToInt32Bits(one.Expected)), values.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void AFileTakesTheMemoryOfItsWeightsAndLittleMore()
    {
        // More than a block of values, of a type that is converted.
        const int count = 3 << 20;
        byte[] data = new byte[2 * count];
        for (int i = 0; i < count; i++) BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(2 * i), (ushort)i);
        File.WriteAllBytes(_path, Join($$"""{"a":{"dtype":"BF16","shape":[{{count}}],"data_offsets":[0,{{data.Length}}] } }""", data));
        long before = GC.GetAllocatedBytesForCurrentThread();
        var weights = SafeTensors.ReadFile(_path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4L * count, 4L * count + (1 << 20));
        for (int i = 0; i < count; i++) Assert.Equal((uint)(ushort)i << 16, BitConverter.SingleToUInt32Bits(weights["a"].Values[i]));
    }

    [Fact]
    public void AFileThatIsNotThereIsNamed() => Assert.Contains(_path, Assert.Throws<FileNotFoundException>(() => SafeTensors.ReadFile(_path)).Message);

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
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}""", 8, "needs 8 bytes, but its data_offsets have 9223372036854775807")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551616]}}""", 8, "'18446744073709551616' in its 'data_offsets'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4, "'a' has 65 extents, of at most 64")]
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
        Assert.Contains(expected, AssertRefused(bytes, mostAllocated: 1 << 20).Message);
    }

    [Fact]
    public void ALyingShapeAllocatesLittle() =>
        AssertRefused(Join("""{"a":{"dtype":"F64","shape":[2000000000],"data_offsets":[0,16000000000]}}""", new byte[100]), mostAllocated: 4 << 20);

    [Fact]
    public void EveryTruncationIsAFormatException()
    {
        byte[] bytes = Bytes(Sample);
        for (int length = 0; length < bytes.Length; length++) AssertRefused(bytes[..length], mostAllocated: 4 << 20);
    }

    [Fact]
    public void DamageGivesWeightsOrAFormatExceptionAndNothingElse()
    {
        byte[] good = Bytes(Sample);
        var random = new Random(20);
        int refused = 0;
        for (int trial = 0; trial < 2_000; trial++)
        {
            byte[] bytes = SafeTensorsDamage.Draw(good, random);
            Exception? problem = AssertAlike(bytes, mostAllocated: 4 << 20).Problem;
            if (problem is not null) refused++;
        }

        // Some only change values, names or spaces.
        Assert.InRange(refused, 1_200, 1_950);
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

    private Weights Read(string header, byte[] data) => ReadTwice(Join(header, data));

    private Weights ReadTwice(byte[] bytes)
    {
        var (weights, problem) = AssertAlike(bytes, mostAllocated: long.MaxValue);
        return weights ?? throw problem!;
    }

    private FormatException AssertRefused(byte[] bytes, long mostAllocated) => Assert.IsType<FormatException>(AssertAlike(bytes, mostAllocated).Problem);

    /// <summary>The bytes as a stream and as a file: the same weights, or the same FormatException.</summary>
    private (Weights? Weights, FormatException? Problem) AssertAlike(byte[] bytes, long mostAllocated)
    {
        File.WriteAllBytes(_path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var (streamed, streamProblem) = Try(() => SafeTensors.Read(new MemoryStream(bytes)));
        var (mapped, fileProblem) = Try(() => SafeTensors.ReadFile(_path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostAllocated);
        Assert.Equal(streamProblem is null ? null : $"{_path}: {streamProblem.Message}", fileProblem?.Message);
        if (streamed is not null) AssertSame(streamed, mapped!);
        return (streamed, streamProblem);

        static (Weights?, FormatException?) Try(Func<Weights> read)
        {
            try
            {
                return (read(), null);
            }
            catch (FormatException problem)
            {
                return (null, problem);
            }
        }
    }

    private static void AssertSame(Weights expected, Weights actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, tensor) in expected)
        {
            Assert.Equal(tensor.Dimensions.AsEnumerable(), actual[name].Dimensions);
            Assert.True(MemoryMarshal.AsBytes<float>(tensor.Values).SequenceEqual(MemoryMarshal.AsBytes<float>(actual[name].Values)), name);
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
