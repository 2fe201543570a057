using System.Numerics;

namespace ImageClassifier.Drawing;

/// <summary>
/// Paints one shape of any colour, place, size, angle and proportion on a cluttered, noisy background. Neither a colour nor a single pixel tells the class:
/// the figure itself has to be recognised.
/// </summary>
internal static class PicturePainter
{
    /// <summary>The brightest that a channel of the background can be.</summary>
    private const float MostBackground = 0.6f;

    /// <summary>How far a figure is turned at most, in radians.</summary>
    private const float MostTurn = 0.6f;

    /// <summary>Paints a picture; everything about it that is not the shape comes from <paramref name="random"/>.</summary>
    public static Canvas Paint(Shape shape, int size, Random random)
    {
        var canvas = new Canvas(size);
        Vector3 background = PaintBackground(canvas, random);
        for (int i = random.Next(1, 4); i > 0; i--) PaintStroke(canvas, RandomColour(random), random);
        for (int i = random.Next(0, 4); i > 0; i--) PaintDot(canvas, RandomColour(random), random);

        // Of any hue, but always brighter than its surroundings, as lit things are.
        Vector3 colour;
        do colour = RandomColour(random);
        while (Luminance(colour) < Luminance(background) + 0.3f);
        PaintShape(canvas, shape, colour, random);

        // One stroke lies over the figure, in a colour of the background.
        PaintStroke(canvas, Vector3.Lerp(background, RandomColour(random), 0.3f), random);
        AddNoise(canvas, Range(random, 0.02f, 0.07f), random);
        return canvas;
    }

    /// <returns>The background's mean colour.</returns>
    private static Vector3 PaintBackground(Canvas canvas, Random random)
    {
        Vector3 first = RandomColour(random) * MostBackground;
        Vector3 second = RandomColour(random) * MostBackground;
        Vector2 direction = Vector2.Transform(Vector2.UnitX, Matrix3x2.CreateRotation(Range(random, 0, MathF.Tau)));
        var centre = new Vector2(canvas.Size / 2f);
        canvas.Fill(point => Vector3.Lerp(first, second, 0.5f + Vector2.Dot(point - centre, direction) / canvas.Size));
        return (first + second) / 2;
    }

    private static void PaintShape(Canvas canvas, Shape shape, Vector3 colour, Random random)
    {
        float radius = canvas.Size * Range(random, 0.3f, 0.42f);
        float room = canvas.Size / 2f - radius;
        Vector2 centre = new Vector2(canvas.Size / 2f) + new Vector2(Range(random, -room, room), Range(random, -room, room));
        float proportion = Range(random, 0.85f, 1);
        Matrix3x2 toPicture = Matrix3x2.CreateScale(radius, radius * proportion)
            * Matrix3x2.CreateRotation(Range(random, -MostTurn, MostTurn))
            * Matrix3x2.CreateTranslation(centre);
        if (!Matrix3x2.Invert(toPicture, out Matrix3x2 toShape)) throw new InvalidOperationException("A figure cannot be drawn without an extent.");

        // The scale differs a little along the two axes; the mean is good enough for a smooth border.
        float scale = radius * (1 + proportion) / 2;
        canvas.Paint(point => shape.SignedDistance(Vector2.Transform(point, toShape)) * scale, colour);
    }

    private static void PaintStroke(Canvas canvas, Vector3 colour, Random random)
    {
        Vector2 start = RandomPoint(canvas, random);
        Vector2 edge = Vector2.Transform(Vector2.UnitX, Matrix3x2.CreateRotation(Range(random, 0, MathF.Tau))) * canvas.Size * Range(random, 0.15f, 0.6f);
        float halfWidth = canvas.Size * Range(random, 0.012f, 0.03f);
        canvas.Paint(
            point =>
            {
                float along = Math.Clamp(Vector2.Dot(point - start, edge) / edge.LengthSquared(), 0, 1);
                return (point - start - edge * along).Length() - halfWidth;
            },
            colour);
    }

    private static void PaintDot(Canvas canvas, Vector3 colour, Random random)
    {
        Vector2 centre = RandomPoint(canvas, random);
        float radius = canvas.Size * Range(random, 0.03f, 0.07f);
        canvas.Paint(point => (point - centre).Length() - radius, colour);
    }

    private static void AddNoise(Canvas canvas, float deviation, Random random) =>
        canvas.Add(() => new Vector3(Noise(random), Noise(random), Noise(random)) * deviation);

    /// <summary>Roughly normal with deviation 1.</summary>
    private static float Noise(Random random) => (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f) * 2;

    private static float Luminance(Vector3 colour) => Vector3.Dot(colour, new Vector3(0.299f, 0.587f, 0.114f));

    private static Vector3 RandomColour(Random random) => new(random.NextSingle(), random.NextSingle(), random.NextSingle());

    private static Vector2 RandomPoint(Canvas canvas, Random random) => new(Range(random, 0, canvas.Size), Range(random, 0, canvas.Size));

    private static float Range(Random random, float low, float high) => low + (high - low) * random.NextSingle();
}
