namespace ImageClassifier.Learning;

/// <summary>Reads the names of classes, one a line.</summary>
internal static class ClassNamesFile
{
    /// <summary>The names. One that occurs again (two classes of ImageNet are cranes) gets its number of occurrence behind it: <c>crane (2)</c>.</summary>
    /// <exception cref="UserException">There is no such file, or a line in it is empty.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        if (!File.Exists(path)) throw new UserException($"There is no file {path} of class names.");
        string[] lines = File.ReadAllLines(path);
        int empty = Array.FindIndex(lines, string.IsNullOrWhiteSpace);
        if (empty >= 0) throw new UserException($"Line {empty + 1} of {path} is empty; expected the name of a class in every line.");

        var names = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            string name = line.Trim();
            for (int occurrence = 2; !known.Add(name); occurrence++) name = $"{line.Trim()} ({occurrence})";
            names.Add(name);
        }

        return names;
    }
}
