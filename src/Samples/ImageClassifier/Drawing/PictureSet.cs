using Microsoft.ML.Data;

namespace ImageClassifier.Drawing;

/// <summary>
/// Writes a set of pictures as PNG files: <c>train/class/</c>, <c>test/class/</c>, and <c>new/</c> with files that no class folder gives away.
/// </summary>
/// <param name="Size">Width and height in pixels.</param>
/// <param name="TrainPerClass">Training pictures of each class.</param>
/// <param name="TestPerClass">Test pictures of each class.</param>
/// <param name="NewPerClass">Pictures of each class in the folder new.</param>
/// <param name="Seed">The same seed draws the same pictures.</param>
internal sealed record PictureSet(int Size, int TrainPerClass, int TestPerClass, int NewPerClass, int Seed)
{
    /// <summary>Draws and writes everything; existing files of the same names are replaced.</summary>
    /// <returns>The number of pictures.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; pictures written until then stay.</exception>
    public int Write(string folder, CancellationToken cancellation)
    {
        // Each picture has a seed of its own, so the parts can be drawn in any order and in parallel.
        var jobs = new List<(string Path, Shape Shape, int Seed)>();
        Add("train", TrainPerClass, shape => Path.Combine("train", shape.Name));
        Add("test", TestPerClass, shape => Path.Combine("test", shape.Name));
        Add("new", NewPerClass, _ => "new");

        Parallel.ForEach(jobs, new ParallelOptions { CancellationToken = cancellation }, job =>
        {
            using MLImage image = PicturePainter.Paint(job.Shape, Size, new Random(job.Seed)).ToImage();
            image.Save(job.Path);
        });
        return jobs.Count;

        void Add(string part, int perClass, Func<Shape, string> subfolder)
        {
            var parts = new Random(HashOf(part));
            foreach (Shape shape in Shape.All)
            {
                string target = Path.Combine(folder, subfolder(shape));
                Directory.CreateDirectory(target);
                for (int i = 0; i < perClass; i++) jobs.Add((Path.Combine(target, $"{shape.Name}-{i:D4}.png"), shape, parts.Next()));
            }
        }
    }

    private int HashOf(string part)
    {
        // string.GetHashCode differs from process to process.
        uint hash = (uint)Seed;
        foreach (char letter in part) hash = hash * 16777619 ^ letter;
        return (int)hash;
    }
}
