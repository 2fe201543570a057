using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.ConvNet.Files;

/// <summary>Hands out the sections of a <see cref="SectionFile"/> in order.</summary>
internal sealed class SectionReader(SectionStream body)
{
    private string _last = "header";

    /// <summary>The next section, to be read to its end before the one after it.</summary>
    /// <param name="name">What to call it in errors.</param>
    /// <exception cref="FormatException">It claims more bytes than there are.</exception>
    public Stream Next(string name)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        body.ReadExactly(prefix);
        _last = name;
        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix), rest = body.Length - body.Position;
        return length >= 0 && length <= rest ? new SectionStream(body, length) : throw new FormatException($"section '{name}' claims {length} bytes, but {rest} are left");
    }

    /// <summary>The next section as text in UTF-8.</summary>
    /// <inheritdoc cref="Next" path="/param"/>
    public string NextText(string name)
    {
        using var reader = new StreamReader(Next(name), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        return reader.ReadToEnd();
    }

    /// <summary>Checks that nothing is left.</summary>
    /// <exception cref="FormatException">Something is.</exception>
    public void CheckEnd()
    {
        if (body.Position != body.Length) throw new FormatException($"there are {body.Length - body.Position} bytes after the {_last}");
    }
}
