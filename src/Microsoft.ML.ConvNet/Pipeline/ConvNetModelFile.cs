using Microsoft.ML.ConvNet.Files;
using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet;

/// <summary>Saves models so that a failure leaves the file that was there before whole.</summary>
public static class ConvNetModelFile
{
    /// <summary>
    /// As <c>mlContext.Model.Save</c>, but the model is first written to a temporary file in the same directory and flushed to the disk, and only then takes the name:
    /// when the disk is full or the program is stopped, an older file of that name stays as it was.
    /// </summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model: any transformer, usually the whole chain.</param>
    /// <param name="inputSchema">Schema of the data that the model takes, or <see langword="null"/>.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(MLContext mlContext, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(model);
        AtomicFile.Write(path, stream => mlContext.Model.Save(model, inputSchema, stream));
    }
}
