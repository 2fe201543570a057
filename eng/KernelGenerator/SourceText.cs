using System.Text;

namespace Microsoft.ML.ConvNet.KernelGenerator;

/// <summary>Indented C# text.</summary>
internal sealed class SourceText
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public SourceText Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
        return this;
    }

    public SourceText Open(string? head = null)
    {
        if (head is not null) Line(head);
        Line("{");
        _depth++;
        return this;
    }

    public SourceText Close(string tail = "}")
    {
        _depth--;
        return Line(tail);
    }

    public override string ToString() => _text.ToString();
}
