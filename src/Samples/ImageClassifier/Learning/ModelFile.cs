using Microsoft.ML;

namespace ImageClassifier.Learning;

/// <summary>Writes and reads the model zip.</summary>
internal static class ModelFile
{
    /// <summary>
    /// Saves a model so that the file is either the old one or the complete new one, also when the disk fills up or the program ends half-way: it is written
    /// beside its place, flushed, and then renamed.
    /// </summary>
    public static void Save(MLContext mlContext, ITransformer model, DataViewSchema inputSchema, string path) =>
        AtomicFile.Write(path, stream => mlContext.Model.Save(model, inputSchema, stream));

    /// <summary>Loads a model that <see cref="Save"/> wrote.</summary>
    /// <exception cref="UserException">There is no such file.</exception>
    public static ITransformer Load(MLContext mlContext, string path)
    {
        if (!File.Exists(path)) throw new UserException($"There is no model file {path}. The command train writes one; --model says where.");
        return mlContext.Model.Load(path, out _);
    }
}
