namespace Microsoft.ML.ConvNet.Benchmarks.Contestants;

/// <summary>What scoring with ONNX Runtime needs.</summary>
/// <param name="Node">Node.js.</param>
/// <param name="Modules">The folder that holds node_modules/onnxruntime-node.</param>
/// <param name="Models">Where exported networks are kept.</param>
internal sealed record OnnxRuntimeSetup(string Node, string Modules, string Models)
{
    /// <summary>The network's .onnx file, exported by PyTorch if it is not there yet.</summary>
    public string Model(string workload, string? python)
    {
        string file = Path.GetFullPath(Path.Combine(Models, $"{workload}.onnx"));
        if (File.Exists(file)) return file;
        if (python is null) throw new UsageException($"{file} is not there, and without --peer there is no PyTorch to export it.");
        Directory.CreateDirectory(Models);
        string temporary = file + ".tmp";
        ContestantStart.Export(python, workload, temporary);
        File.Move(temporary, file);
        return file;
    }
}
