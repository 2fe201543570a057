using Microsoft.ML;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Learning;

/// <summary>Writes and reads the model zip.</summary>
internal static class ModelFile
{
    /// <summary>Saves a model; when that fails, on a full disk say, an older file stays whole.</summary>
    public static void Save(MLContext mlContext, ITransformer model, DataViewSchema inputSchema, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        ConvNetModelFile.Save(mlContext, model, inputSchema, path);
    }

    /// <summary>Loads a model that <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserException">There is no such file.</exception>
    public static ITransformer Load(MLContext mlContext, string path)
    {
        if (!File.Exists(path)) throw new UserException($"There is no model file {path}. The command train writes one; --model says where.");
        return mlContext.Model.Load(path, out _);
    }
}
