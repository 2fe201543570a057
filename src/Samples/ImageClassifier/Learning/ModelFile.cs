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

    /// <summary>Loads the learning curves of a model that <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserException">There is no such file, or its model was not trained here.</exception>
    public static TrainingHistory LoadHistory(MLContext mlContext, string path)
    {
        ITransformer model = Load(mlContext, path);
        IEnumerable<ITransformer> parts = model as IEnumerable<ITransformer> ?? [model];
        return parts.OfType<ConvNetTransformer>().FirstOrDefault()?.TrainingHistory ?? throw new UserException($"The model in {path} has no learning curves: it was not trained by this program.");
    }
}
