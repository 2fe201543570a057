using Microsoft.ML.ConvNet;

namespace ImageClassifier.Learning;

/// <summary>Reads weights that were trained elsewhere.</summary>
internal static class WeightsFile
{
    /// <exception cref="UserException">There is no such file.</exception>
    public static Weights Read(string path) => File.Exists(path) ? SafeTensors.ReadFile(path) : throw new UserException($"There is no file {path} of weights.");
}
