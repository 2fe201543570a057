using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageLoadingTransformer), null, typeof(SignatureLoadModel), "", ImageLoadingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Reads the files that a text column names. Files are closed before the value is given out.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageLoaderTransform";

    /// <summary>The full path of the folder that relative file names start from, or null for the current folder.</summary>
    public readonly string ImageFolder;

    /// <summary>Whether the output is pictures or the files' bytes.</summary>
    internal readonly bool Decode;

    internal ImageLoadingTransformer(IHostEnvironment env, string imageFolder, bool decode, params (string, string)[] columns)
        : base(env.Register(nameof(ImageLoadingTransformer)), columns)
    {
        if (!string.IsNullOrEmpty(imageFolder))
        {
            if (!Directory.Exists(imageFolder))
                throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.");
            ImageFolder = Path.GetFullPath(imageFolder);
        }
        Decode = decode;
    }

    // The folder is not looked for: a model may be loaded on another machine and given full paths.
    private ImageLoadingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        ImageFolder = ctx.LoadStringOrNull();
        Decode = ctx.Reader.ReadBoolean();
    }

    private static VersionInfo Version => ImageTransforms.CreateVersion("IMGLOADR", 0x00010003, LoaderSignature);

    private static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new ImageLoadingTransformer(env.Register(nameof(ImageLoadingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        ctx.SaveStringOrNull(ImageFolder);
        ctx.Writer.Write(Decode);
    }

    private protected override AddedColumn AddColumn(DataViewSchema.Column input, int pairIndex)
    {
        if (input.Type is not TextDataViewType)
            throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name, TextDataViewType.Instance.ToString(), input.Type.ToString());

        string output = ColumnPairs[pairIndex].OutputColumnName;
        return Decode
            ? new AddedColumn(new(output, new ImageDataViewType()), [input.Index],
                (DataViewRow row, out Action disposer) => CreateImageGetter(row, input, out disposer))
            : AddedColumn.Create(new(output, new VectorDataViewType(NumberDataViewType.Byte)), [input.Index], row => CreateBytesGetter(row, input));
    }

    private ValueGetter<MLImage> CreateImageGetter(DataViewRow row, DataViewSchema.Column input, out Action disposer)
    {
        ValueGetter<ReadOnlyMemory<char>> getName = row.GetGetter<ReadOnlyMemory<char>>(input);
        ReadOnlyMemory<char> name = default;
        MLImage last = null;
        disposer = () => last?.Dispose();
        return (ref MLImage image) =>
        {
            image?.Dispose();
            image = null;
            getName(ref name);
            if (name.Length > 0)
            {
                string path = GetPath(name);
                image = MLImage.CreateFromStream(new MemoryStream(File.ReadAllBytes(path)));
                image.Tag = path;
            }
            last = image;
        };
    }

    private ValueGetter<VBuffer<byte>> CreateBytesGetter(DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<ReadOnlyMemory<char>> getName = row.GetGetter<ReadOnlyMemory<char>>(input);
        ReadOnlyMemory<char> name = default;
        return (ref VBuffer<byte> bytes) =>
        {
            getName(ref name);
            if (name.Length == 0)
            {
                bytes = VBufferEditor.Create(ref bytes, 0).Commit();
                return;
            }

            string path = GetPath(name);
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (file.Length > int.MaxValue)
                throw new IOException($"File {path} too big to open.");
            VBufferEditor<byte> editor = VBufferEditor.Create(ref bytes, (int)file.Length);
            file.ReadExactly(editor.Values);
            bytes = editor.Commit();
        };
    }

    private string GetPath(ReadOnlyMemory<char> name) => string.IsNullOrWhiteSpace(ImageFolder) ? name.ToString() : Path.Combine(ImageFolder, name.ToString());
}
