using System.Formats.Tar;
using System.IO.Compression;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>The operator cases of the ONNX project (onnx/backend/test/data: folders node and pytorch-converted), read from the test data once.</summary>
internal static class OnnxArchive
{
    public const string FileName = "onnx-backend-tests.tar.gz";

    private static readonly Lazy<SortedDictionary<string, OnnxCase>> All = new(Read);

    /// <summary>All cases by name, such as <c>node/test_relu</c>; none where the test data are not there.</summary>
    public static IReadOnlyDictionary<string, OnnxCase> Cases => All.Value;

    private static SortedDictionary<string, OnnxCase> Read()
    {
        var cases = new SortedDictionary<string, OnnxCase>(StringComparer.Ordinal);
        string path = TestDataFactAttribute.PathOf(FileName);
        if (!File.Exists(path)) return cases;
        using var file = File.OpenRead(path);
        using var reader = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (reader.GetNextEntry() is { } entry)
        {
            // ./node/test_relu/model.onnx and ./node/test_relu/test_data_set_0/input_0.pb
            string[] parts = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (entry.DataStream is null || parts is not [".", var folder, var test, .. var rest] || rest.Length == 0) continue;
            string name = $"{folder}/{test}";
            if (!cases.TryGetValue(name, out var one)) cases.Add(name, one = new OnnxCase(name));
            using var content = new MemoryStream();
            entry.DataStream.CopyTo(content);
            one.AddFile(string.Join('/', rest), content.ToArray());
        }

        return cases;
    }
}
