namespace Microsoft.ML.ConvNet.KernelGenerator;

/// <summary>Writes the generated kernels next to the hand-written ones.</summary>
public static class Program
{
    /// <summary>File name (in src/Microsoft.ML.ConvNet/Kernels) and text of every generated file.</summary>
    public static IEnumerable<(string FileName, string Text)> Generate()
    {
        foreach (var isa in VectorIsa.All)
        {
            yield return ($"MatrixTiles.{isa.Class}.g.cs", MatrixTiles.Generate(isa));
            if (isa.QuadRows is not []) yield return ($"QuadTiles.{isa.Class}.g.cs", QuadTiles.Generate(isa));
            yield return ($"KernelSet.{isa.Class}.g.cs", KernelSetTable.Generate(isa));
            yield return ($"InterleavedTiles.{isa.Class}.g.cs", InterleavedTiles.Generate(isa));
            yield return ($"Float{isa.Lanes}.g.cs", FloatVector.Generate(isa));
        }
    }

    /// <summary>The folder that the files belong in, found from where this program was built (source paths are not kept in deterministic builds).</summary>
    public static string KernelsFolder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ConvNetExtension.sln"))) folder = folder.Parent;
            if (folder is null) throw new DirectoryNotFoundException($"There is no ConvNetExtension.sln above {AppContext.BaseDirectory}.");
            return Path.Combine(folder.FullName, "src/Microsoft.ML.ConvNet/Kernels");
        }
    }

    private static void Main()
    {
        foreach (var (fileName, text) in Generate())
        {
            File.WriteAllText(Path.Combine(KernelsFolder, fileName), text);
            Console.WriteLine($"wrote {fileName}");
        }
    }
}
