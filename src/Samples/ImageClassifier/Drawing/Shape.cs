using System.Numerics;

namespace ImageClassifier.Drawing;

/// <summary>A filled figure around the origin that fits into the circle of radius 1.</summary>
/// <param name="Name">The class that it stands for.</param>
/// <param name="SignedDistance">Distance from a point to the figure's border, negative inside.</param>
internal sealed record Shape(string Name, Func<Vector2, float> SignedDistance)
{
    /// <summary>All figures, in the order of their names. Turned by any angle, none of them looks like another.</summary>
    public static IReadOnlyList<Shape> All { get; } =
    [
        Polygon("arrow", (1, 0), (0.2f, 0.7f), (0.2f, 0.27f), (-0.9f, 0.27f), (-0.9f, -0.27f), (0.2f, -0.27f), (0.2f, -0.7f)),
        Polygon("bolt", (0.25f, 0.95f), (-0.6f, -0.15f), (-0.08f, -0.15f), (-0.3f, -0.95f), (0.6f, 0.2f), (0.08f, 0.2f)),
        new("circle", point => point.Length() - 0.85f),
        new("crescent", point => MathF.Max(point.Length() - 0.95f, 0.78f - (point - new Vector2(0.5f, 0)).Length())),
        Polygon("cross", (0.27f, 0.27f), (0.9f, 0.27f), (0.9f, -0.27f), (0.27f, -0.27f), (0.27f, -0.9f), (-0.27f, -0.9f),
            (-0.27f, -0.27f), (-0.9f, -0.27f), (-0.9f, 0.27f), (-0.27f, 0.27f), (-0.27f, 0.9f), (0.27f, 0.9f)),
        Heart(),
        Polygon("hourglass", (-0.7f, 0.8f), (0.7f, 0.8f), (0.14f, 0), (0.7f, -0.8f), (-0.7f, -0.8f), (-0.14f, 0)),
        new("ring", point => MathF.Abs(point.Length() - 0.68f) - 0.2f),
        Polygon("square", (0.7f, 0.7f), (0.7f, -0.7f), (-0.7f, -0.7f), (-0.7f, 0.7f)),
        Star(),
        Polygon("tee", (-0.8f, 0.75f), (0.8f, 0.75f), (0.8f, 0.25f), (0.25f, 0.25f), (0.25f, -0.9f), (-0.25f, -0.9f), (-0.25f, 0.25f), (-0.8f, 0.25f)),
        Polygon("triangle", (0, 0.98f), (-0.85f, -0.49f), (0.85f, -0.49f)),
    ];

    private static Shape Polygon(string name, params (float X, float Y)[] corners)
    {
        Vector2[] points = [.. corners.Select(corner => new Vector2(corner.X, corner.Y))];
        return new Shape(name, point => SignedDistanceToPolygon(point, points));
    }

    private static Shape Star()
    {
        var corners = new (float, float)[10];
        for (int i = 0; i < corners.Length; i++)
        {
            float radius = i % 2 == 0 ? 1 : 0.42f;
            (float sine, float cosine) = MathF.SinCos(MathF.PI * i / 5);
            corners[i] = (radius * sine, radius * cosine);
        }

        return Polygon("star", corners);
    }

    private static Shape Heart()
    {
        var corners = new (float, float)[48];
        for (int i = 0; i < corners.Length; i++)
        {
            float t = 2 * MathF.PI * i / corners.Length;
            float sine = MathF.Sin(t);
            float y = 13 * MathF.Cos(t) - 5 * MathF.Cos(2 * t) - 2 * MathF.Cos(3 * t) - MathF.Cos(4 * t);
            corners[i] = (sine * sine * sine * 16 / 17, (y + 2.5f) / 17);
        }

        return Polygon("heart", corners);
    }

    /// <summary>The nearest edge gives the distance; the number of edges to the right of the point (odd or even) gives the sign.</summary>
    private static float SignedDistanceToPolygon(Vector2 point, Vector2[] corners)
    {
        float nearest = float.MaxValue;
        bool inside = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            Vector2 start = corners[j], edge = corners[i] - start, offset = point - start;
            float along = Math.Clamp(Vector2.Dot(offset, edge) / edge.LengthSquared(), 0, 1);
            nearest = MathF.Min(nearest, (offset - edge * along).LengthSquared());
            bool crossesHeight = corners[i].Y > point.Y != corners[j].Y > point.Y;
            if (crossesHeight && offset.X < edge.X * offset.Y / edge.Y) inside = !inside;
        }

        return inside ? -MathF.Sqrt(nearest) : MathF.Sqrt(nearest);
    }
}
