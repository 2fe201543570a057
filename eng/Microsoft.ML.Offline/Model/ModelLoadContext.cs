using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where one part of a model is read from: a body, extra streams beside it, and parts below it.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    public readonly RepositoryReader Repository;
    public readonly string Directory;
    public readonly BinaryReader Reader;
    public readonly string LoaderAssemblyName;

    private readonly ModelHeader _header;
    private readonly long _bodyStart;
    private readonly IExceptionContext _context;

    private ModelLoadContext(RepositoryReader rep, Stream stream, string dir)
    {
        Repository = rep;
        Directory = dir;
        _context = rep.ExceptionContext;
        Reader = new BinaryReader(stream, Encoding.UTF8);
        _header = ModelHeader.Read(Reader, _context);
        _bodyStart = stream.Position;
        LoaderAssemblyName = _header.LoaderAssemblyName;
    }

    public bool InRepository => Repository is not null;

    public void CheckAtModel() => _context.Check(Reader.BaseStream.Position == _bodyStart, "The model has been read from already");

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        CheckVersionInfo(ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => _header.Check(ver, _context);

    public string LoadStringOrNull() => Reader.ReadBoolean() ? Reader.ReadString() : null;

    public string LoadString() => LoadStringOrNull() ?? throw _context.ExceptDecode("Corrupt model file");

    public string LoadNonEmptyString() => LoadString() is { Length: > 0 } text ? text : throw _context.ExceptDecode("Corrupt model file");

    public bool ContainsModel(string name)
    {
        if (string.IsNullOrEmpty(name))
            return false;
        using Stream stream = Repository.OpenEntryOrNull(Path.Combine(Directory ?? "", name), ModelStreamName);
        return stream is not null;
    }

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class => LoadModelOrNull<TRes, TSig>(env, out result, Repository, Path.Combine(Directory ?? "", name), extra);

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class => LoadModel<TRes, TSig>(env, out result, Repository, Path.Combine(Directory ?? "", name), extra);

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, rep, dir, extra))
            throw env.ExceptDecode("Corrupt model file");
    }

    /// <summary>False if the directory holds no model; a model that nothing can load is an error.</summary>
    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        result = null;
        Stream stream = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (stream is null)
            return false;
        using (stream)
        {
            using var context = new ModelLoadContext(rep, stream, dir);
            result = context.CreateOrNull<TSig>(env, extra) as TRes;
            return result is not null ? true : throw env.ExceptDecode($"Couldn't load model: '{dir}'");
        }
    }

    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        _context.CheckNonEmpty(dir, nameof(dir));
        string path = Path.Combine(Directory ?? "", dir);
        Stream stream = Repository.OpenEntryOrNull(path, ModelStreamName);
        if (stream is null)
            return false;
        using (stream)
        {
            using var context = new ModelLoadContext(Repository, stream, path);
            action(context);
            return true;
        }
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action) => TryReadStream(name, stream =>
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        action(reader);
    });

    public bool TryLoadTextStream(string name, Action<TextReader> action) => TryReadStream(name, stream =>
    {
        using var reader = new StreamReader(stream);
        action(reader);
    });

    public void Dispose() => Reader.Dispose();

    private bool TryReadStream(string name, Action<Stream> action)
    {
        _context.CheckNonEmpty(name, nameof(name));
        using Stream stream = Repository.OpenEntryOrNull(Directory, name);
        if (stream is null)
            return false;
        action(stream);
        return true;
    }

    private object CreateOrNull<TSig>(IHostEnvironment env, object[] extra)
    {
        if (LoaderAssemblyName.Length > 0)
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(LoaderAssemblyName));
        object[] arguments = [this, .. extra];
        foreach (string name in new[] { _header.LoaderSignature, _header.LoaderSignatureAlt })
        {
            if (name.Length > 0 && env.ComponentCatalog.TryCreate<TSig>(env, name, arguments, out object component))
                return component;
        }
        return null;
    }
}
