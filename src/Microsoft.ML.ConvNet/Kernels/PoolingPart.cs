namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Part of a pooling's output: lines [FirstRow, EndRow) of channels [FirstChannel, EndChannel).</summary>
internal readonly record struct PoolingPart(int FirstRow, int EndRow, int FirstChannel, int EndChannel)
{
    /// <summary>Channels are cut at multiples of this: two cache lines, and a multiple of every vector.</summary>
    private const int ChannelUnit = 32;

    /// <summary>An image's whole output.</summary>
    public static PoolingPart Whole(PoolingGeometry geometry, int channels) => new(0, geometry.Rows.Outputs, 0, channels);

    /// <summary>Into how many parts an image can be cut, this many at most.</summary>
    public static int Count(PoolingGeometry geometry, int channels, int most) => Math.Min(most, IsByRows(geometry, most) ? geometry.Rows.Outputs : (channels + ChannelUnit - 1) / ChannelUnit);

    /// <summary>One of <paramref name="count"/> parts: some of the lines, or if there are few of them (global pooling) of the channels.</summary>
    /// <param name="most">As given to <see cref="Count"/>.</param>
    public static PoolingPart Of(PoolingGeometry geometry, int channels, int index, int count, int most)
    {
        var whole = Whole(geometry, channels);
        if (IsByRows(geometry, most)) return whole with { FirstRow = index * whole.EndRow / count, EndRow = (index + 1) * whole.EndRow / count };
        int units = (channels + ChannelUnit - 1) / ChannelUnit;
        return whole with { FirstChannel = index * units / count * ChannelUnit, EndChannel = Math.Min((index + 1) * units / count * ChannelUnit, channels) };
    }

    private static bool IsByRows(PoolingGeometry geometry, int most) => 2 * geometry.Rows.Outputs > most;
}
