using ImageClassifier.Pictures;

namespace ImageClassifier.Tests;

public sealed class PictureFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SubfoldersAreClassesAndOnlyPicturesCount()
    {
        _folder.Touch("dog", "2.jpg");
        _folder.Touch("cat", "deeper", "1.PNG");
        _folder.Touch("cat", "notes.txt");
        _folder.Touch("stray.png");
        IReadOnlyList<Picture> pictures = PictureFolder.Read(_folder.Path);
        Assert.Equal(["cat", "dog"], pictures.Select(picture => picture.Label));
        Assert.Equal([_folder.Combine("cat", "deeper", "1.PNG"), _folder.Combine("dog", "2.jpg")], pictures.Select(picture => picture.ImagePath));
    }

    [Fact]
    public void FoldersTrainAndTestAreTakenAsTheyAre()
    {
        foreach (string label in new[] { "a", "b" })
        {
            _folder.Touch("train", label, "1.png");
            _folder.Touch("train", label, "2.png");
            _folder.Touch("test", label, "3.png");
        }

        PictureSplit split = PictureFolder.ReadTrainAndTest(_folder.Path, testFraction: 0.9, seed: 1);
        Assert.Equal(4, split.First.Count);
        Assert.All(split.Second, picture => Assert.EndsWith("3.png", picture.ImagePath, StringComparison.Ordinal));
        Assert.Equal(2, PictureFolder.ReadTest(_folder.Path).Count);
    }

    [Fact]
    public void WithoutThemEveryClassIsSplitAlikeByTheSeed()
    {
        for (int i = 0; i < 10; i++) _folder.Touch("a", $"{i}.png");
        for (int i = 0; i < 20; i++) _folder.Touch("b", $"{i}.png");
        _folder.Touch("c", "1.png");
        _folder.Touch("c", "2.png");

        PictureSplit split = PictureFolder.ReadTrainAndTest(_folder.Path, testFraction: 0.2, seed: 1);
        Assert.Equal([2, 4, 1], split.Second.CountBy(picture => picture.Label).Select(pair => pair.Value));
        Assert.Equal(32, split.First.Concat(split.Second).Select(picture => picture.ImagePath).Distinct().Count());
        Assert.Equal(Paths(split), Paths(PictureFolder.ReadTrainAndTest(_folder.Path, testFraction: 0.2, seed: 1)));
        Assert.NotEqual(Paths(split), Paths(PictureFolder.ReadTrainAndTest(_folder.Path, testFraction: 0.2, seed: 2)));

        static IEnumerable<string> Paths(PictureSplit split) => split.Second.Select(picture => picture.ImagePath);
    }

    [Fact]
    public void OneClassIsNotEnough()
    {
        _folder.Touch("only", "1.png");
        _folder.Touch("only", "2.png");
        var exception = Assert.Throws<UserException>(() => PictureFolder.ReadTrainAndTest(_folder.Path, testFraction: 0.5, seed: 1));
        Assert.Contains("at least two class folders", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutPicturesSaysWhatIsExpected()
    {
        var exception = Assert.Throws<UserException>(() => PictureFolder.Read(_folder.Path));
        Assert.Contains("one folder for each class", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FilesAndFoldersToPredictAreExpanded()
    {
        _folder.Touch("new", "b.png");
        _folder.Touch("new", "a.png");
        _folder.Touch("one.picture");
        Assert.Equal(
            [_folder.Combine("one.picture"), _folder.Combine("new", "a.png"), _folder.Combine("new", "b.png")],
            PictureFolder.Expand([_folder.Combine("one.picture"), _folder.Combine("new")]));
        Assert.Throws<UserException>(() => PictureFolder.Expand([_folder.Combine("gone.png")]));
    }
}
