using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The first bytes of every part of a model file. (Not the layout of ML.NET: files are not exchanged with it.)</summary>
internal readonly record struct ModelHeader(
    ulong ModelSignature, uint VersionWritten, uint VersionReadable, string LoaderSignature, string LoaderSignatureAlt, string LoaderAssemblyName)
{
    private const ulong Signature = 0x4C45444F4D004C4D; // "ML\0MODEL"

    public static ModelHeader Of(VersionInfo version) => new(version.ModelSignature, version.VerWrittenCur, version.VerReadableCur,
        version.LoaderSignature ?? "", version.LoaderSignatureAlt ?? "", version.LoaderAssemblyName ?? "");

    public void Write(BinaryWriter writer)
    {
        writer.Write(Signature);
        writer.Write(ModelSignature);
        writer.Write(VersionWritten);
        writer.Write(VersionReadable);
        writer.Write(LoaderSignature);
        writer.Write(LoaderSignatureAlt);
        writer.Write(LoaderAssemblyName);
    }

    public static ModelHeader Read(BinaryReader reader, IExceptionContext context)
    {
        try
        {
            context.CheckDecode(reader.ReadUInt64() == Signature, "Wrong file type");
            return new(reader.ReadUInt64(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadString(), reader.ReadString(), reader.ReadString());
        }
        catch (EndOfStreamException exception)
        {
            throw context.ExceptDecode("Corrupt model file header", exception);
        }
    }

    public void Check(VersionInfo version, IExceptionContext context)
    {
        context.CheckDecode(ModelSignature == version.ModelSignature, "Unknown file type");
        context.CheckDecode(VersionReadable <= VersionWritten, "Corrupt file header");
        context.CheckDecode(VersionReadable <= version.VerWrittenCur,
            $"ML.NET cannot read component '{LoaderSignature}' of the model, because the model is too new: "
            + $"version {VersionReadable:x8}, readable are versions up to {version.VerWrittenCur:x8}.");
        context.CheckDecode(VersionWritten >= version.VerWeCanReadBack,
            $"ML.NET cannot read component '{LoaderSignature}' of the model, because the model is too old: "
            + $"version {VersionWritten:x8}, readable are versions from {version.VerWeCanReadBack:x8}.");
    }
}
