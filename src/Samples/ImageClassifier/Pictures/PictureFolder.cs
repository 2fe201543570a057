namespace ImageClassifier.Pictures;

/// <summary>Finds pictures in class folders: every subfolder is a class, and its files (at any depth) are the class's pictures.</summary>
internal static class PictureFolder
{
    private static readonly HashSet<string> PictureEndings = new([".png", ".jpg", ".jpeg", ".bmp", ".gif"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Training and test pictures of a folder: its subfolders <c>train</c> and <c>test</c> if both are there, else a split of its class folders.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="testFraction">Share of each class that is kept for the test when there is no folder test.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="UserException">The folder is missing or has too little in it.</exception>
    public static PictureSplit ReadTrainAndTest(string folder, double testFraction, int seed)
    {
        string train = Path.Combine(folder, "train"), test = Path.Combine(folder, "test");
        bool hasParts = Directory.Exists(train) && Directory.Exists(test);
        PictureSplit split = hasParts ? new PictureSplit(Read(train), Read(test)) : PictureSplit.Stratified(Read(folder), testFraction, seed);

        int classes = split.First.Select(picture => picture.Label).Distinct().Count();
        if (classes < 2) throw new UserException($"A classifier needs at least two class folders; {(hasParts ? train : folder)} has {classes}.");
        return split;
    }

    /// <summary>The pictures to evaluate a model on: the subfolder <c>test</c> if it is there, else the folder itself.</summary>
    /// <exception cref="UserException">The folder is missing or has no pictures in class folders.</exception>
    public static IReadOnlyList<Picture> ReadTest(string folder)
    {
        string test = Path.Combine(folder, "test");
        return Read(Directory.Exists(test) ? test : folder);
    }

    /// <summary>All pictures in the class folders of a folder, by class and name.</summary>
    /// <exception cref="UserException">The folder is missing or has no pictures in class folders.</exception>
    public static IReadOnlyList<Picture> Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new UserException($"There is no folder {folder}.");
        var pictures = new List<Picture>();
        foreach (string classFolder in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string label = Path.GetFileName(classFolder);
            pictures.AddRange(FilesIn(classFolder).Select(file => new Picture { ImagePath = file, Label = label }));
        }

        if (pictures.Count == 0)
        {
            throw new UserException($"There are no pictures in subfolders of {folder}. Expected one folder for each class, "
                + $"for example {Path.Combine(folder, "cat", "1.png")} (files ending in {string.Join(", ", PictureEndings)}).");
        }

        return pictures;
    }

    /// <summary>The files that are meant by a list of files and folders.</summary>
    /// <exception cref="UserException">One of them is not there, or a folder has no pictures.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (string path in paths)
        {
            if (File.Exists(path))
            {
                files.Add(path);
            }
            else if (Directory.Exists(path))
            {
                int before = files.Count;
                files.AddRange(FilesIn(path));
                if (files.Count == before) throw new UserException($"There are no pictures in {path}.");
            }
            else
            {
                throw new UserException($"There is no file {path}.");
            }
        }

        return files;
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => PictureEndings.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal);
}
