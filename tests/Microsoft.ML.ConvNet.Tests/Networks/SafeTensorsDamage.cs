using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.ConvNet.Tests.Networks;

/// <summary>Damages files of weights: flipped bits, lost and doubled bytes, and headers that say something else.</summary>
internal static partial class SafeTensorsDamage
{
    private static readonly string[] Numbers =
        ["-1", "0", "1", "2", "4", "8", "1.5", "1e3", "2147483647", "2147483648", "4294967297", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "null", "\"7\"", "[]", "{}"];

    private static readonly string[] Types = ["F32", "F64", "F16", "BF16", "I64", "BOOL", "U8", "F8_E4M3", "", "f32"];

    public static byte[] Draw(byte[] good, Random random)
    {
        int header = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(good);
        return random.Next(5) switch
        {
            0 => FlipBits([.. good], random),
            1 => [.. good[..random.Next(good.Length)], .. good[random.Next(good.Length)..]],
            2 => WithHeader(good, header, text => Replace(Number(), text, Numbers, random)),
            3 => WithHeader(good, header, text => Replace(Number(), Replace(Number(), text, Numbers, random), Numbers, random)),
            _ => WithHeader(good, header, text => Replace(DataType(), text, Types, random)),
        };
    }

    private static byte[] FlipBits(byte[] bytes, Random random)
    {
        for (int flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static byte[] WithHeader(byte[] good, int header, Func<string, string> change)
    {
        byte[] text = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(good, 8, header - 8)));
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)text.Length);
        return [.. prefix, .. text, .. good[header..]];
    }

    private static string Replace(Regex what, string text, string[] by, Random random)
    {
        var matches = what.Matches(text);
        if (matches.Count == 0) return text;
        var match = matches[random.Next(matches.Count)];
        return text[..match.Index] + by[random.Next(by.Length)] + text[(match.Index + match.Length)..];
    }

    [GeneratedRegex("(?<=[\\[,])-?[0-9]+(?=[\\],])")]
    private static partial Regex Number();

    [GeneratedRegex("(?<=\"dtype\":\")[A-Z0-9]+")]
    private static partial Regex DataType();
}
