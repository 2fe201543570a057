using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Reads the entries of a model file, a zip archive.</summary>
internal sealed class RepositoryReader : IDisposable
{
    private readonly ZipArchive _archive;

    public RepositoryReader(Stream stream, IExceptionContext context)
    {
        context.CheckValue(stream, nameof(stream));
        ExceptionContext = context;
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (Exception exception)
        {
            throw context.ExceptDecode("Failed to open a zip archive", exception);
        }
    }

    public IExceptionContext ExceptionContext { get; }

    /// <summary>A seekable stream over the entry, or null when there is none of that name.</summary>
    public Stream OpenEntryOrNull(string directory, string name)
    {
        string path = Repository.EntryPath(directory, name);
        ZipArchiveEntry entry = _archive.Entries.FirstOrDefault(entry => entry.FullName.Replace('\\', '/') == path);
        if (entry is null)
            return null;
        // The length in the archive's directory only chooses where the bytes go; a wrong one allocates nothing.
        Stream content = TemporaryStream.Create(entry.Length);
        try
        {
            using Stream source = entry.Open();
            source.CopyTo(content);
            content.Position = 0;
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    public void Dispose() => _archive.Dispose();
}
