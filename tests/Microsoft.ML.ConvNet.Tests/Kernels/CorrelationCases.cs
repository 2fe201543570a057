using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>The convolutions that are checked, by what they are for.</summary>
internal static class CorrelationCases
{
    private static readonly int[] Channels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 48];

    public static IReadOnlyDictionary<string, Func<IEnumerable<CorrelationCase>>> Groups { get; } = new Dictionary<string, Func<IEnumerable<CorrelationCase>>>
    {
        ["channels 1x1"] = () => from inputs in Channels from outputs in Channels select new CorrelationCase(new(inputs, 3, 5), new(1, 1), outputs),
        ["channels 3x3"] = () =>
            from inputs in Channels
            from outputs in new[] { 1, 3, 6, 15, 16, 17, 33 }
            select new CorrelationCase(new(inputs, 4, 5), Same(3), outputs, Batch: 2),
        ["outputs"] = () => from outputs in Enumerable.Range(1, 67) select new CorrelationCase(new(3, 3, 4), Same(3), outputs),
        ["pixels"] = () => from width in Enumerable.Range(1, 61) select new CorrelationCase(new(5, 2, width), new(2, 3, PaddingLeft: 1, PaddingRight: 1), 9),
        ["rows of a dense layer"] = () => from batch in Enumerable.Range(1, 61) select new CorrelationCase(new(19, 1, 1), new(1, 1), 10, batch),
        ["few outputs of a dense layer"] = () =>
        [
            .. from outputs in Enumerable.Range(1, 13) from inputs in new[] { 30, 32, 36, 48, 84, 116 } select new CorrelationCase(new(inputs, 1, 1), new(1, 1), outputs, Batch: 11),
            .. from batch in Enumerable.Range(1, 19) select new CorrelationCase(new(44, 1, 1), new(1, 1), 10, batch),
            new(new(1004, 1, 1), new(1, 1), 10, Batch: 5),
            new(new(40, 15, 16), new(1, 1), 7, Batch: 2),
            new(new(96, 3, 4), new(1, 1), 20, Batch: 2, Groups: 2),
        ],
        ["3x3 on one channel"] = () =>
            from outputs in new[] { 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 49 }
            from window in new[] { Same(3), new SlidingWindow(3, 3), new(3, 3, 2, 3, 1, 2), new(3, 3, PaddingTop: 2, PaddingBottom: 2, DilationHeight: 2), new(3, 3, DilationWidth: 2) }
            select new CorrelationCase(new(1, 6, 7), window, outputs, Batch: 2),
        ["many pixels"] = () =>
        [
            new(new(4, 1, 1), new(1, 1), 5, Batch: 2 * 224 + 3),
            new(new(3, 23, 41), Same(3), 5),
            new(new(8, 16, 15), Same(5), 6, Batch: 3),
            new(new(2, 3, 230), Same(3), 17),
            new(new(1, 28, 28), Same(5), 6, Batch: 2),
            new(new(16, 7, 7), Same(3), 40, Batch: 9),
        ],
        ["deep"] = () =>
        [
            new(new(600, 2, 3), new(1, 1), 17),
            new(new(1009, 1, 1), new(1, 1), 33, Batch: 3),
            new(new(66, 4, 3), Same(3), 34, Batch: 2),
            new(new(64, 5, 5), Same(3) with { StrideHeight = 2, StrideWidth = 2 }, 8),
            new(new(17, 7, 8), Same(7), 5),
            new(new(40, 6, 6), new(3, 3, DilationHeight: 2, DilationWidth: 2, PaddingTop: 2, PaddingLeft: 2, PaddingBottom: 2, PaddingRight: 2), 7),
            new(new(1, 24, 25), new(23, 24), 3),
            new(new(2, 24, 24), new(24, 24), 18, Batch: 2),
            new(new(1, 130, 7), new(125, 5), 9),
            new(new(9, 5, 8), new(1, 1), 290, Batch: 10),
            new(new(70, 3, 4), Same(3), 20, Batch: 2),
        ],
        ["narrow"] = () =>
        [
            new(new(3, 1, 9), Same(3), 4, Batch: 2),
            new(new(3, 9, 1), Same(3), 4, Batch: 2),
            new(new(16, 1, 1), Same(3), 17, Batch: 3),
            new(new(2, 1, 1), new(5, 5, PaddingTop: 3, PaddingLeft: 3, PaddingBottom: 3, PaddingRight: 3), 3),
            new(new(5, 2, 3), new(7, 5, PaddingTop: 3, PaddingLeft: 2, PaddingBottom: 2, PaddingRight: 1), 6),
            new(new(4, 3, 3), new(1, 1, PaddingTop: 3, PaddingLeft: 2, PaddingBottom: 1), 5),
            new(new(9, 5, 5), new(1, 1, StrideHeight: 2, StrideWidth: 3), 8, Batch: 2),
            new(new(9, 4, 5), new(1, 1, StrideHeight: 3, StrideWidth: 3, PaddingTop: 1, PaddingLeft: 3, PaddingBottom: 2, PaddingRight: 2), 8),
            new(new(6, 9, 9), new(2, 2, StrideHeight: 3, StrideWidth: 3), 8, Batch: 2),
            new(new(12, 5, 6), new(5, 6), 10, Batch: 4),
        ],
        ["windows"] = () => Draw(count: 260, seed: 1),
        ["borders"] = () =>
            from border in new[] { PaddingMode.Replicate, PaddingMode.Reflect }
            from one in Draw(count: 120, seed: border == PaddingMode.Reflect ? 31u : 32u)
            where border != PaddingMode.Reflect || CanReflect(one.Input, one.Window)
            select one with { Window = one.Window with { Border = border } },
        ["groups"] = () =>
            from groups in new[] { 2, 3, 8, 32 }
            from channels in new[] { 1, 2, 3, 4, 17 }
            from outputs in new[] { 1, 2, 4, 19 }
            where groups < 8 || channels * outputs < 20
            from window in new[]
            {
                new SlidingWindow(1, 1), Same(3), new(1, 1, 2, 2), new(3, 2, 2, 1, 1, 0, 2, 1, 1, 2), Same(3) with { Border = PaddingMode.Replicate }, new(2, 3, 1, 2),
            }
            select new CorrelationCase(new(groups * channels, 4, 5), window, groups * outputs, Batch: 2, groups),
        ["many pixels of groups"] = () =>
        [
            new(new(8, 16, 15), Same(5), 6, Batch: 3, Groups: 2),
            new(new(96, 7, 7), Same(3), 66, Batch: 9, Groups: 2),
            new(new(64, 9, 30), new(1, 1), 64, Batch: 2, Groups: 32),
            new(new(1200, 2, 3), new(1, 1), 34, Groups: 2),
        ],
    };

    /// <summary>A window with a padding that keeps the size at stride 1.</summary>
    public static SlidingWindow Same(int kernel) =>
        new(kernel, kernel, PaddingTop: (kernel - 1) / 2, PaddingLeft: (kernel - 1) / 2, PaddingBottom: kernel / 2, PaddingRight: kernel / 2);

    /// <summary>Whether the padding is less than the image, as a mirrored border needs it.</summary>
    public static bool CanReflect(ImageShape input, SlidingWindow window) =>
        Math.Max(window.PaddingTop, window.PaddingBottom) < input.Height && Math.Max(window.PaddingLeft, window.PaddingRight) < input.Width;

    /// <summary>Windows of every kind, drawn: kernel 1..5, stride 1..3, padding 0..3 on each side, dilation 1..2, small images.</summary>
    public static IEnumerable<SlidingWindow> Windows(ulong seed)
    {
        ulong index = 0;
        int Next(int low, int high) => low + (int)CounterRandom.Below(high - low + 1, seed, stream: 0, index++);
        while (true)
        {
            yield return new SlidingWindow(
                Next(1, 5), Next(1, 5), Next(1, 3), Next(1, 3), Next(0, 3), Next(0, 3), Next(0, 3), Next(0, 3), Next(1, 2), Next(1, 2));
        }
    }

    private static IEnumerable<CorrelationCase> Draw(int count, ulong seed)
    {
        ulong index = 0;
        int Next(int low, int high) => low + (int)CounterRandom.Below(high - low + 1, seed, stream: 1, index++);
        int OneOf(int[] values) => values[Next(0, values.Length - 1)];
        return Windows(seed)
            .Select(window => new CorrelationCase(new(OneOf(Channels), Next(1, 9), Next(1, 12)), window, OneOf(Channels), Next(1, 3)))
            .Where(one => one.OutputPixels > 0)
            .Take(count);
    }
}
