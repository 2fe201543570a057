using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

// One method for each of GraphBuilder's, with its gradient.
internal sealed partial class TwinGraph
{
    private const float Epsilon = 1e-3f;
    private const float Momentum = 0.1f;

    public GraphValue Convolution(GraphValue x, SlidingWindow window, int outputs, bool hasBias = true, int groups = 1)
    {
        var shape = x.Shape;
        int channels = shape.Channels / groups;
        float spread = 1 / MathF.Sqrt(channels * window.KernelHeight * window.KernelWidth);
        var weight = Parameter("weight", [outputs, channels, window.KernelHeight, window.KernelWidth], 0, spread);
        var bias = hasBias ? Parameter("bias", [outputs], 0.1f, 0.3f) : null;
        x = Ordered(x);
        var y = _builder.Convolution(x, window, weight, bias);
        return Node(
            y,
            pass =>
            {
                double[] dx = new double[pass.Rows * shape.Size], dweight = new double[weight.Count];
                Correlation.BackwardDataReference<double>(shape, window, outputs, pass.Rows, pass.Gradient(y), pass.Parameter(weight), dx);
                Correlation.BackwardFilterReference<double>(shape, window, outputs, pass.Rows, pass.Value(x), pass.Gradient(y), dweight);
                pass.AddGradient(x, dx);
                pass.ParameterGradients[weight.Name] = dweight;
                if (bias is not null) pass.ParameterGradients[bias.Name] = ChannelSums(pass.Gradient(y), outputs);
            });
    }

    /// <summary>As a convolution whose kernel is the whole image: the definition over C, H, W order, whatever the memory's order.</summary>
    public GraphValue Dense(GraphValue x, int outputs, bool hasBias = true)
    {
        var image = x.MemoryShape;
        var window = new SlidingWindow(image.Height, image.Width);
        var weight = Parameter("weight", [outputs, image.Size], 0, 1 / MathF.Sqrt(image.Size));
        var bias = hasBias ? Parameter("bias", [outputs], 0.1f, 0.3f) : null;
        var y = _builder.Dense(x, weight, bias);
        return Node(
            y,
            pass =>
            {
                double[] dx = new double[pass.Rows * image.Size], dweight = new double[weight.Count];
                Correlation.BackwardDataReference<double>(image, window, outputs, pass.Rows, pass.Gradient(y), pass.Parameter(weight), dx);
                Correlation.BackwardFilterReference<double>(image, window, outputs, pass.Rows, pass.Value(x), pass.Gradient(y), dweight);
                pass.AddGradient(x, dx);
                pass.ParameterGradients[weight.Name] = dweight;
                if (bias is not null) pass.ParameterGradients[bias.Name] = ChannelSums(pass.Gradient(y), outputs);
            });
    }

    public GraphValue Pool(GraphValue x, PoolingWindows window, bool isMaximum)
    {
        var y = isMaximum ? _builder.MaxPool(x, window) : _builder.AveragePool(x, window);
        int size = x.Shape.Size, outputs = y.Shape.Size;
        return Node(
            y,
            pass =>
            {
                double[] dx = new double[pass.Rows * size];
                for (int row = 0; row < pass.Rows; row++)
                {
                    var dy = pass.Gradient(y).AsSpan(row * outputs, outputs);
                    var image = dx.AsSpan(row * size, size);
                    if (isMaximum) Pooling.MaxBackwardReference<double>(x.Shape, window, pass.Value(x).AsSpan(row * size, size), dy, image);
                    else Pooling.AverageBackwardReference<double>(x.Shape, window, dy, image);
                }

                pass.AddGradient(x, dx);
            });
    }

    public GraphValue Activation(GraphValue x, ActivationFunction function)
    {
        var y = _builder.Activation(x, function);
        return Node(
            y,
            pass => pass.AddGradient(
                x, [.. pass.Gradient(y).Zip(pass.Value(x), (gradient, value) => gradient * ConvNet.Kernels.Activation.BackwardReference(value, function))]));
    }

    public GraphValue Tanh(GraphValue x) => Activation(x, ActivationFunction.Tanh);

    public GraphValue ReLU(GraphValue x) => Activation(x, ActivationFunction.ReLU);

    public GraphValue BatchNorm(GraphValue x)
    {
        int channels = x.Shape.Channels;
        GraphParameter weight = Parameter("weight", [channels], 1, 0.3f), bias = Parameter("bias", [channels], 0, 0.3f);
        var mean = Parameter("running_mean", [channels], 0, 0.5f, isTrainable: false);
        var variance = Parameter("running_var", [channels], 1, 0.3f, isTrainable: false);
        x = Ordered(x);
        var y = _builder.BatchNorm(x, weight, bias, mean, variance, Epsilon, Momentum);
        return Node(
            y,
            pass =>
            {
                double[] dx = new double[pass.Rows * x.Shape.Size], dweight = new double[channels], dbias = new double[channels];
                ConvNet.Kernels.BatchNorm.BackwardReference<double>(pass.Value(x), pass.Gradient(y), pass.Parameter(weight), Epsilon, dx, dweight, dbias);
                pass.AddGradient(x, dx);
                pass.ParameterGradients[weight.Name] = dweight;
                pass.ParameterGradients[bias.Name] = dbias;
            });
    }

    public GraphValue Dropout(GraphValue x, float probability)
    {
        var y = _builder.Dropout(x, probability);
        double[] Gradient(TwinPass pass) =>
            [.. pass.Gradient(y).Select((value, i) => pass.IsKept(y, i, probability) ? value / (1 - (double)probability) : 0)];
        return Node(y, pass => pass.AddGradient(x, Gradient(pass)));
    }

    public GraphValue Flatten(GraphValue x)
    {
        var y = _builder.Flatten(x);
        return Node(y, pass => pass.AddGradient(x, pass.Gradient(y)));
    }

    public GraphValue Add(GraphValue left, GraphValue right)
    {
        if (left.MemoryShape != right.MemoryShape) (left, right) = (Ordered(left), Ordered(right));
        var y = _builder.Add(left, right);
        return Node(
            y,
            pass =>
            {
                pass.AddGradient(left, pass.Gradient(y));
                pass.AddGradient(right, pass.Gradient(y));
            });
    }

    public GraphValue Concat(params GraphValue[] inputs)
    {
        inputs = Array.ConvertAll(inputs, Ordered);
        var y = _builder.Concat(inputs);
        int channels = y.Shape.Channels, pixels = y.Shape.Height * y.Shape.Width;
        return Node(
            y,
            pass =>
            {
                int first = 0;
                foreach (var input in inputs)
                {
                    int count = input.Shape.Channels;
                    double[] part = new double[pass.Rows * input.Shape.Size];
                    for (int pixel = 0; pixel < pass.Rows * pixels; pixel++)
                        pass.Gradient(y).AsSpan(pixel * channels + first, count).CopyTo(part.AsSpan(pixel * count));
                    pass.AddGradient(input, part);
                    first += count;
                }
            });
    }
}
