using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What a part of a model file is, in which version, and what loads it.</summary>
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string LoaderAssemblyName;
    public readonly string LoaderSignature;
    public readonly string LoaderSignatureAlt;

    public VersionInfo(string modelSignature, uint verWrittenCur, uint verReadableCur, uint verWeCanReadBack, string loaderAssemblyName,
        string loaderSignature = null, string loaderSignatureAlt = null)
    {
        Contracts.Check(modelSignature is { Length: 8 } && Ascii.IsValid(modelSignature), "A model signature has eight ASCII characters");
        Contracts.Check(loaderSignature is null || loaderSignature.Length <= 24, "A loader signature has at most 24 characters");
        Contracts.Check(loaderSignatureAlt is null || loaderSignatureAlt.Length <= 24, "A loader signature has at most 24 characters");
        ModelSignature = BitConverter.ToUInt64(Encoding.ASCII.GetBytes(modelSignature));
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }
}
