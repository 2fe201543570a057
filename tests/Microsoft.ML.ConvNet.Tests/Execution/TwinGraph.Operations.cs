using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

// One method for each of GraphBuilder's.
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
        var y = _builder.Convolution(x, window, weight, bias);
        x = Ordered(x);
        return Node(
            y,
            pass =>
            {
                double[] result = pass.Values[y.Id] = new double[pass.Rows * y.Shape.Size];
                Correlation.ForwardReference<double>(shape, window, outputs, pass.Rows, pass.Value(x), Values[weight.Name], result);
                if (bias is not null) AddBias(result, Values[bias.Name]);
            },
            pass =>
            {
                double[] dx = new double[pass.Rows * shape.Size], dweight = new double[weight.Count];
                Correlation.BackwardDataReference<double>(shape, window, outputs, pass.Rows, pass.Gradient(y), Values[weight.Name], dx);
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
        _hasDense = true;
        return Node(
            y,
            pass =>
            {
                double[] result = pass.Values[y.Id] = new double[pass.Rows * outputs];
                Correlation.ForwardReference<double>(image, window, outputs, pass.Rows, pass.Value(x), Values[weight.Name], result);
                if (bias is not null) AddBias(result, Values[bias.Name]);
            },
            pass =>
            {
                double[] dx = new double[pass.Rows * image.Size], dweight = new double[weight.Count];
                Correlation.BackwardDataReference<double>(image, window, outputs, pass.Rows, pass.Gradient(y), Values[weight.Name], dx);
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
                double[] result = pass.Values[y.Id] = new double[pass.Rows * outputs];
                for (int row = 0; row < pass.Rows; row++)
                {
                    var image = pass.Value(x).AsSpan(row * size, size);
                    if (isMaximum) Pooling.MaxForwardReference<double>(x.Shape, window, image, result.AsSpan(row * outputs, outputs));
                    else Pooling.AverageForwardReference<double>(x.Shape, window, image, result.AsSpan(row * outputs, outputs));
                }
            },
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

    public GraphValue Activation(GraphValue x, ActivationKind kind)
    {
        var y = _builder.Activation(x, kind);
        return Node(
            y,
            pass => pass.Values[y.Id] = Array.ConvertAll(pass.Value(x), value => ConvNet.Kernels.Activation.ForwardReference(value, kind)),
            pass => pass.AddGradient(
                x, [.. pass.Gradient(y).Zip(pass.Value(y), (gradient, value) => gradient * ConvNet.Kernels.Activation.BackwardReference(value, kind))]));
    }

    public GraphValue Tanh(GraphValue x) => Activation(x, ActivationKind.Tanh);

    public GraphValue ReLU(GraphValue x) => Activation(x, ActivationKind.ReLU);

    public GraphValue BatchNorm(GraphValue x)
    {
        int channels = x.Shape.Channels;
        GraphParameter weight = Parameter("weight", [channels], 1, 0.3f), bias = Parameter("bias", [channels], 0, 0.3f);
        var mean = Parameter("running_mean", [channels], 0, 0.5f, isTrainable: false);
        var variance = Parameter("running_var", [channels], 1, 0.3f, isTrainable: false);
        var y = _builder.BatchNorm(x, weight, bias, mean, variance, Epsilon, Momentum);
        x = Ordered(x);
        return Node(
            y,
            pass =>
            {
                double[] batchMean = Values[mean.Name], batchVariance = Values[variance.Name], values = pass.Value(x);
                if (pass.IsTraining)
                {
                    batchMean = new double[channels];
                    batchVariance = new double[channels];
                    ConvNet.Kernels.BatchNorm.StatisticsReference<double>(values, batchMean, batchVariance);

                    // One value has no unbiased variance: there the biased one, 0, is taken.
                    double count = (double)values.Length / channels, unbiased = count > 1 ? count / (count - 1) : 1;
                    pass.ParameterGradients[mean.Name] = [.. batchMean.Select((value, c) => (1 - Momentum) * Values[mean.Name][c] + Momentum * value)];
                    pass.ParameterGradients[variance.Name] = [.. batchVariance.Select(
                        (value, c) => (1 - Momentum) * Values[variance.Name][c] + Momentum * value * unbiased)];
                }

                ConvNet.Kernels.BatchNorm.ForwardReference<double>(
                    values, batchMean, batchVariance, Values[weight.Name], Values[bias.Name], Epsilon, pass.Values[y.Id] = new double[values.Length]);
            },
            pass =>
            {
                double[] dx = new double[pass.Rows * x.Shape.Size], dweight = new double[channels], dbias = new double[channels];
                ConvNet.Kernels.BatchNorm.BackwardReference<double>(pass.Value(x), pass.Gradient(y), Values[weight.Name], Epsilon, dx, dweight, dbias);
                pass.AddGradient(x, dx);
                pass.ParameterGradients[weight.Name] = dweight;
                pass.ParameterGradients[bias.Name] = dbias;
            });
    }

    public GraphValue Dropout(GraphValue x, float probability)
    {
        var y = _builder.Dropout(x, probability);
        bool isRows = _hasDense;
        double[] Apply(TwinPass pass, double[] values) => !pass.IsTraining
            ? values
            : [.. values.Select((value, i) => Uniform(pass, y, i, isRows ? 1 : pass.Lanes) >= probability ? value / (1 - probability) : 0)];
        return Node(y, pass => pass.Values[y.Id] = Apply(pass, pass.Value(x)), pass => pass.AddGradient(x, Apply(pass, pass.Gradient(y))));
    }

    public GraphValue Flatten(GraphValue x)
    {
        var y = _builder.Flatten(x);
        return Node(y, pass => pass.Values[y.Id] = pass.Value(x), pass => pass.AddGradient(x, pass.Gradient(y)));
    }

    public GraphValue Add(GraphValue left, GraphValue right)
    {
        var y = _builder.Add(left, right);
        if (left.MemoryShape != right.MemoryShape) (left, right) = (Ordered(left), Ordered(right));
        return Node(
            y,
            pass => pass.Values[y.Id] = [.. pass.Value(left).Zip(pass.Value(right), (a, b) => a + b)],
            pass =>
            {
                pass.AddGradient(left, pass.Gradient(y));
                pass.AddGradient(right, pass.Gradient(y));
            });
    }

    public GraphValue Concat(params GraphValue[] inputs)
    {
        var y = _builder.Concat(inputs);
        inputs = Array.ConvertAll(inputs, Ordered);
        int channels = y.Shape.Channels, pixels = y.Shape.Height * y.Shape.Width;
        return Node(
            y,
            pass =>
            {
                double[] result = pass.Values[y.Id] = new double[pass.Rows * y.Shape.Size];
                int first = 0;
                foreach (var input in inputs)
                {
                    int count = input.Shape.Channels;
                    for (int pixel = 0; pixel < pass.Rows * pixels; pixel++)
                        pass.Value(input).AsSpan(pixel * count, count).CopyTo(result.AsSpan(pixel * channels + first));
                    first += count;
                }
            },
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
