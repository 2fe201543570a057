namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The windows of all outputs along one axis, clipped at the image's borders once, so that no kernel has to ask where the image ends.</summary>
internal sealed class WindowAxis
{
    private WindowAxis(int size, int outputs, int step)
    {
        Size = size;
        Step = step;
        First = new int[outputs];
        End = new int[outputs];
        Divisor = new int[outputs];
    }

    /// <summary>Extent of the image.</summary>
    public int Size { get; }

    /// <summary>Extent of the output.</summary>
    public int Outputs => First.Length;

    /// <summary>Pixels from one element of a window to the next.</summary>
    public int Step { get; }

    /// <summary>For each output the first pixel of its window that exists.</summary>
    public int[] First { get; }

    /// <summary>For each output behind the last pixel of its window that exists.</summary>
    public int[] End { get; }

    /// <summary>For each output the elements that an average divides by.</summary>
    public int[] Divisor { get; }

    /// <summary>The outputs in runs of windows alike at equal distances: those at the borders apart from those between.</summary>
    public WindowRun[] Runs { get; private set; } = [];

    /// <param name="countsPadding">Whether an average counts the padding (but never what lies beyond it).</param>
    public static WindowAxis Sliding(int size, int outputs, int kernel, int stride, int dilation, int before, int after, bool countsPadding)
    {
        var axis = new WindowAxis(size, outputs, dilation);
        for (int output = 0; output < outputs; output++)
        {
            int start = output * stride - before, end = start + (kernel - 1) * dilation + 1;
            int first = axis.First[output] = start < 0 ? start + (-start + dilation - 1) / dilation * dilation : start;
            axis.End[output] = Math.Min(end, size);
            axis.Divisor[output] = countsPadding ? Count(start, Math.Min(end, size + after), dilation) : Count(first, axis.End[output], dilation);
        }

        axis.Runs = axis.FindRuns();
        return axis;
    }

    /// <summary>Output i sees the pixels from floor(i n / out) to ceil((i + 1) n / out).</summary>
    public static WindowAxis Adaptive(int size, int outputs)
    {
        var axis = new WindowAxis(size, outputs, step: 1);
        for (int output = 0; output < outputs; output++)
        {
            axis.First[output] = (int)((long)output * size / outputs);
            axis.End[output] = (int)(((output + 1L) * size + outputs - 1) / outputs);
            axis.Divisor[output] = axis.End[output] - axis.First[output];
        }

        axis.Runs = axis.FindRuns();
        return axis;
    }

    /// <summary>Pixels in an output's window.</summary>
    public int Elements(int output) => Count(First[output], End[output], Step);

    private WindowRun[] FindRuns()
    {
        var runs = new List<WindowRun>();
        for (int first = 0, end; first < Outputs; first = end)
        {
            int distance = first + 1 < Outputs ? First[first + 1] - First[first] : 0;
            for (end = first + 1; end < Outputs; end++)
            {
                if (First[end] - First[end - 1] != distance || Elements(end) != Elements(first) || Divisor[end] != Divisor[first]) break;
            }

            runs.Add(new WindowRun(first, end - first, distance));
        }

        return [.. runs];
    }

    private static int Count(int first, int end, int step) => first < end ? (end - first - 1) / step + 1 : 0;
}
