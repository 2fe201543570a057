using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.ML.ConvNet.Files;
using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>The models of the trials: in files, or without a folder in memory.</summary>
/// <param name="folder">The experiment's folder, or null.</param>
/// <param name="warn">Told of models that could not be written; they stay in memory.</param>
internal sealed class ModelStore(string? folder, Action<string> warn)
{
    private const string FolderName = "models", Extension = ".convnet";

    private readonly ConcurrentDictionary<int, ConvNetTransformer> _inMemory = [];

    /// <summary>Keeps a trial's model in the place of an earlier one.</summary>
    public void Save(int trial, ConvNetTransformer model)
    {
        if (folder is not null && TryWrite(trial, model))
        {
            _inMemory.TryRemove(trial, out _);
            return;
        }

        _inMemory[trial] = model;
    }

    /// <summary>A trial's model.</summary>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    /// <exception cref="FormatException">Its file is damaged.</exception>
    public ConvNetTransformer Load(int trial)
    {
        if (_inMemory.TryGetValue(trial, out var model)) return model;
        string path = PathOf(trial);
        using var stream = File.OpenRead(path);
        try
        {
            return new ConvNetTransformer(ModelFile.Read(stream));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"'{path}': {exception.Message}", exception);
        }
    }

    private bool TryWrite(int trial, ConvNetTransformer model)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(folder!, FolderName));
            AtomicFile.Write(PathOf(trial), stream => ModelFile.Write(stream, model.Content));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            warn($"Could not write the model of trial {trial}; it is kept in memory. {exception.Message}");
            return false;
        }
    }

    private string PathOf(int trial) => Path.Combine(folder!, FolderName, trial.ToString("000000", CultureInfo.InvariantCulture) + Extension);
}
