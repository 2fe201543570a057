using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where one part of a model is written: a body, extra streams beside it, and parts below it.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter Repository;
    internal readonly string Directory;

    /// <summary>The body. It is held in memory until <see cref="Done"/>: large data belong into a stream of their own.</summary>
    internal readonly BinaryWriter Writer;

    private readonly MemoryStream _body = new();
    private readonly IExceptionContext _context;
    private VersionInfo? _version;

    internal ModelSaveContext(RepositoryWriter rep, string dir)
    {
        Contracts.CheckValue(rep, nameof(rep));
        Repository = rep;
        Directory = dir;
        _context = rep.ExceptionContext;
        Writer = new BinaryWriter(_body, Encoding.UTF8, leaveOpen: true);
    }

    internal bool InRepository => Repository is not null;

    internal void CheckAtModel() => _context.Check(_body.Position == 0, "The model has been written to already");

    internal void SetVersionInfo(VersionInfo ver) => _version = ver;

    internal void SaveTextStream(string name, Action<TextWriter> action) => Repository.WriteEntry(Directory, name, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        action(writer);
    });

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action) => Repository.WriteEntry(Directory, name, stream =>
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    });

    internal void SaveStringOrNull(string str)
    {
        Writer.Write(str is not null);
        if (str is not null)
            Writer.Write(str);
    }

    internal void SaveString(string str)
    {
        _context.CheckValue(str, nameof(str));
        SaveStringOrNull(str);
    }

    internal void SaveString(ReadOnlyMemory<char> str) => SaveStringOrNull(str.ToString());

    internal void SaveNonEmptyString(string str)
    {
        _context.CheckParam(!string.IsNullOrEmpty(str), nameof(str));
        SaveStringOrNull(str);
    }

    internal void SaveNonEmptyString(ReadOnlyMemory<char> str) => SaveNonEmptyString(str.ToString());

    internal void SaveModel<T>(T value, string name)
        where T : class => SaveModel(Repository, value, Path.Combine(Directory ?? "", name));

    internal static void SaveModel<T>(RepositoryWriter rep, T value, string path)
        where T : class
    {
        if (value is ICanSaveModel model)
            Save(rep, path, model.Save);
    }

    internal void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        _context.CheckNonEmpty(dir, nameof(dir));
        Save(Repository, Path.Combine(Directory ?? "", dir), fn);
    }

    internal void Done()
    {
        VersionInfo version = _version ?? throw _context.Except("ModelSignature not specified!");
        Writer.Flush();
        Repository.WriteEntry(Directory, ModelLoadContext.ModelStreamName, stream =>
        {
            using (var header = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
                ModelHeader.Of(version).Write(header);
            _body.WriteTo(stream);
        });
    }

    public void Dispose() => Writer.Dispose();

    private static void Save(RepositoryWriter rep, string path, Action<ModelSaveContext> action)
    {
        using var context = new ModelSaveContext(rep, path);
        action(context);
        context.Done();
    }
}
