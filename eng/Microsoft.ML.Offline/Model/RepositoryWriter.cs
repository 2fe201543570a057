using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes the entries of a model file, a zip archive.</summary>
internal sealed class RepositoryWriter : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _paths = [];

    public RepositoryWriter(Stream stream, IExceptionContext context)
    {
        context.CheckValue(stream, nameof(stream));
        ExceptionContext = context;
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    public IExceptionContext ExceptionContext { get; }

    /// <summary>Lets <paramref name="action"/> write a seekable stream, then adds it to the archive. Entries may be written inside one another.</summary>
    public void WriteEntry(string directory, string name, Action<Stream> action)
    {
        string path = Repository.EntryPath(directory, name);
        if (!_paths.Add(path))
            throw ExceptionContext.ExceptParam(nameof(name), $"Duplicate entry: '{path}'");
        using Stream content = TemporaryStream.Create(length: null);
        action(content);
        using Stream entry = _archive.CreateEntry(path).Open();
        content.Position = 0;
        content.CopyTo(entry);
    }

    public void Dispose() => _archive.Dispose();
}
