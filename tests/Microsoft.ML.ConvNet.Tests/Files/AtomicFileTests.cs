using Microsoft.ML.ConvNet.Files;
using Microsoft.ML.ConvNet.Tests.Pipeline;

namespace Microsoft.ML.ConvNet.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        string path = Path.Combine(_directory.FullName, "model.zip");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device");
        }));
        Assert.Equal("No space left on device", error.Message);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["model.zip"], Names());

        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(["model.zip"], Names());
    }

    [Fact]
    public void AModelThatCannotBeSavedLeavesTheOldFile()
    {
        string path = Path.Combine(_directory.FullName, "model.zip");
        var mlContext = new MLContext(1);
        var schema = new TestView(1, TestColumn.Images()).Schema;
        ConvNetModelFile.Save(mlContext, TestModels.Transformer(), schema, path);
        byte[] old = File.ReadAllBytes(path);
        Assert.NotNull(mlContext.Model.Load(path, out _));
        Assert.ThrowsAny<NotSupportedException>(() => ConvNetModelFile.Save(mlContext, new Unsavable(), schema, path));
        Assert.Equal(old, File.ReadAllBytes(path));
        Assert.Equal(["model.zip"], Names());
    }

    [Fact]
    public void ALinkKeepsPointingToTheFile()
    {
        string path = Path.Combine(_directory.FullName, "model.zip"), link = Path.Combine(_directory.FullName, "link.zip");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        File.CreateSymbolicLink(link, path);
        AtomicFile.Write(link, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(path, new FileInfo(link).LinkTarget);
    }

    private IEnumerable<string> Names() => _directory.EnumerateFiles().Select(file => file.Name);

    private sealed class Unsavable : ITransformer
    {
        public bool IsRowToRowMapper => false;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public Microsoft.ML.Data.IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IDataView Transform(IDataView input) => input;

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException("Cannot be saved.");
    }
}
