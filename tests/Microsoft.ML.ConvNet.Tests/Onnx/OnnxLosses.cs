using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>Cases of the loss that training uses: each pixel is a row of logits, one of an ignored class has the weight 0.</summary>
internal static class OnnxLosses
{
    public static float[][] SoftmaxCrossEntropyLoss(OnnxNode node)
    {
        float[][] rows = Rows(node.X, axis: 1);
        int ignored = node.Integer("ignore_index", int.MinValue);
        int[] targets = node.Input(1).Integers;
        float[] weights = Array.ConvertAll(targets, target => target == ignored ? 0f : 1f);
        int[] labels = Array.ConvertAll(targets, target => target == ignored ? 0 : target);
        var function = new SoftmaxCrossEntropy(classWeights: node.OptionalInput(2)?.Values);
        var (loss, weight) = Loss(function, [.. rows.SelectMany(row => row)], labels, weights);
        float[] reduced = node.Text("reduction", "mean") switch
        {
            "mean" => [(float)(loss / weight)],
            "sum" => [(float)loss],
            _ => [.. rows.Select((row, i) => (float)Loss(function, row, [labels[i]], [weights[i]]).Loss)],
        };
        return [reduced, LogProbabilities(rows, OnnxTensor.Count(node.X.Dimensions[2..]))];
    }

    public static float[][] LogSoftmax(OnnxNode node)
    {
        // Up to version 12 everything from the axis on is one vector.
        var x = node.X;
        int axis = node.Axis(node.OperatorSet < 13 ? 1 : x.Dimensions.Length - 1);
        if (node.OperatorSet < 13) x = x with { Dimensions = [.. x.Dimensions[..axis], OnnxTensor.Count(x.Dimensions[axis..])] };
        return [LogProbabilities(Rows(x, axis), OnnxTensor.Count(x.Dimensions[(axis + 1)..]))];
    }

    /// <summary>The logarithm of a class's probability is minus the loss of a row that has its label.</summary>
    private static float[] LogProbabilities(float[][] rows, int pixels)
    {
        int classes = rows[0].Length;
        var function = new SoftmaxCrossEntropy();
        float[] values = new float[rows.Length * classes];
        for (int row = 0; row < rows.Length; row++)
            for (int k = 0; k < classes; k++) values[(row / pixels * classes + k) * pixels + row % pixels] = -(float)Loss(function, rows[row], [k], [1]).Loss;
        return values;
    }

    private static (double Loss, double Weight) Loss(SoftmaxCrossEntropy function, float[] logits, int[] labels, float[] weights)
    {
        var (loss, weight, _) = function.Forward(logits, labels, targets: [], weights, new float[logits.Length]);
        return (loss, weight);
    }

    /// <summary>The vectors along an axis.</summary>
    private static float[][] Rows(OnnxTensor tensor, int axis)
    {
        int length = tensor.Dimensions[axis], pixels = OnnxTensor.Count(tensor.Dimensions[(axis + 1)..]);
        return [.. Enumerable.Range(0, tensor.Values.Length / length).Select(row =>
            Enumerable.Range(0, length).Select(i => tensor.Values[(row / pixels * length + i) * pixels + row % pixels]).ToArray())];
    }
}
