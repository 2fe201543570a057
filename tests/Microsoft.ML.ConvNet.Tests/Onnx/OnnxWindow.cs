namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>The sliding window of a convolution or pooling node; one over a sequence is one over an image of height 1.</summary>
internal sealed record OnnxWindow(Extent Kernel, Extent Stride, Extent Dilation, Padding Padding)
{
    public static OnnxWindow Read(OnnxNode node, int[] kernel)
    {
        int rank = node.X.Dimensions.Length - 2;
        if (rank is not (1 or 2)) throw new NotSupportedException($"A window over {rank} axes.");
        int[] strides = node.Integers("strides") ?? [1, 1], dilations = node.Integers("dilations") ?? [1, 1];
        string automatic = node.Text("auto_pad", "NOTSET");
        int[] pads = automatic switch
        {
            "NOTSET" => node.Integers("pads") ?? new int[2 * rank],
            "SAME_LOWER" => SameLower(node.X.Dimensions[2..], kernel, strides, dilations),
            _ => new int[2 * rank],
        };
        var padding = automatic == "SAME_UPPER" ? Padding.Same : rank == 1 ? new(0, pads[0], 0, pads[1]) : new(pads[0], pads[1], pads[2], pads[3]);
        return rank == 1
            ? new(new(1, kernel[0]), new(1, strides[0]), new(1, dilations[0]), padding)
            : new(new(kernel[0], kernel[1]), new(strides[0], strides[1]), new(dilations[0], dilations[1]), padding);
    }

    /// <summary>As much padding as makes the output ceil(input / stride); an odd one goes to the beginning, where Padding.Same has it at the end.</summary>
    private static int[] SameLower(int[] extents, int[] kernel, int[] strides, int[] dilations)
    {
        int[] pads = new int[2 * extents.Length];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            int outputs = (extents[axis] + strides[axis] - 1) / strides[axis];
            int total = Math.Max(0, (outputs - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) + 1 - extents[axis]);
            pads[axis] = total - total / 2;
            pads[axis + extents.Length] = total / 2;
        }

        return pads;
    }
}
