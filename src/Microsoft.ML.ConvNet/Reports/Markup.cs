using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.ML.ConvNet.Files;

namespace Microsoft.ML.ConvNet.Reports;

/// <summary>SVG and HTML as trees of elements: whatever texts come from users cannot become markup.</summary>
internal static class Markup
{
    public static readonly XNamespace SvgNamespace = "http://www.w3.org/2000/svg";

    public static readonly XNamespace HtmlNamespace = "http://www.w3.org/1999/xhtml";

    /// <summary>Elements of HTML that have no end tag.</summary>
    private static readonly string[] Void = ["meta", "img", "br", "wbr"];

    /// <summary>An SVG element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Attributes, text and elements.</param>
    public static XElement Svg(string name, params object?[] content) => new(SvgNamespace + name, content);

    /// <summary>An HTML element.</summary>
    /// <inheritdoc cref="Svg" path="/param"/>
    public static XElement Html(string name, params object?[] content) => new(HtmlNamespace + name, content);

    /// <summary>A group of attributes; numbers are written with two decimals at most, which is a hundredth of a pixel.</summary>
    public static XAttribute[] Attributes(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var result = new XAttribute[attributes.Length];
        for (int i = 0; i < result.Length; i++) result[i] = new XAttribute(attributes[i].Name, attributes[i].Value is double number ? Number(number) : attributes[i].Value);
        return result;
    }

    /// <summary>A length or position.</summary>
    public static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The text of a file.</summary>
    public static string ToText(XElement root)
    {
        Clean(root);
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" }))
        {
            root.WriteTo(writer);
        }

        string doctype = root.Name == HtmlNamespace + "html" ? "<!DOCTYPE html>\n" : "";
        return $"{doctype}{text}\n";
    }

    /// <summary>Writes a file that is there whole or not at all, in UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written; an older file of the name stays as it was.</exception>
    public static void WriteFile(string path, XElement root)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(ToText(root));
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    // XML has no way to write control characters and halves of surrogate pairs, which names of classes and files may contain, and HTML does not know the short form of an empty element.
    private static void Clean(XElement root)
    {
        foreach (XElement element in root.DescendantsAndSelf())
        {
            foreach (XAttribute attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration)) attribute.Value = Clean(attribute.Value);
            foreach (XText text in element.Nodes().OfType<XText>()) text.Value = Clean(text.Value);
            if (element.IsEmpty && element.Name.Namespace == HtmlNamespace && !Void.Contains(element.Name.LocalName)) element.Value = "";
        }
    }

    private static string Clean(string text)
    {
        if (IsClean(text)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (char letter in text)
        {
            if (!XmlConvert.IsXmlChar(letter)) return false;
        }

        return true;
    }
}
