using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The values of options as text: the same for equal values whatever the culture, and another for others.</summary>
internal static class OptionText
{
    /// <summary>A value: numbers, texts, lists, weights (by a checksum), and objects with their type and public properties.</summary>
    public static string Of(object? value) => value switch
    {
        null => "none",
        string text => $"'{text}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        Weights weights => $"{weights.Count} tensors with the checksum {Checksum(stream => SafeTensors.Write(stream, weights))}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        Delegate function => function.Method.ToString()!,
        _ => Properties(value),
    };

    /// <summary>The first 8 bytes of the SHA-256 of what is written, in hexadecimal digits.</summary>
    public static string Checksum(Action<Stream> write)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write)) write(stream);
        return Convert.ToHexStringLower(hash.Hash.AsSpan(0, sizeof(long)));
    }

    private static string Properties(object value)
    {
        var type = value.GetType();
        var properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanRead && property.GetIndexParameters().Length == 0);
        string text = string.Join(", ", properties.OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.Name} = {Of(property.GetValue(value))}"));
        return text.Length == 0 ? type.Name : $"{type.Name} {{ {text} }}";
    }
}
