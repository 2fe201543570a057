namespace ImageClassifier.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileIsReplacedAndItsFoldersAreMade()
    {
        string path = _folder.Combine("deep", "er", "file");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        AtomicFile.Write(path, stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Combine("deep", "er")));
    }

    [Fact]
    public void WhenWritingFailsTheOldFileStaysWholeAndNothingElseIsLeft()
    {
        string path = _folder.Combine("file");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new IOException("No space left on device");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }
}
