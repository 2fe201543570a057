using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Layers lower themselves to operations through this builder; it is the whole vocabulary between Layers and Execution.</summary>
/// <remarks>Shapes have been checked by the layer before; the builder derives output shapes by the same geometry.</remarks>
internal sealed class GraphBuilder
{
    private readonly List<Operation> _operations = [];
    private readonly List<GraphParameter> _parameters = [];
    private readonly List<AuxiliaryOutput> _auxiliaryOutputs = [];
    private int _values;

    public GraphBuilder(ImageShape input) => Input = NewValue(input);

    public GraphValue Input { get; }

    /// <summary>2-D cross-correlation. Weight (O, I / groups, H, W), whose second extent tells the number of groups; bias null or (O).</summary>
    public GraphValue Convolution(GraphValue input, SlidingWindow window, GraphParameter weight, GraphParameter? bias)
    {
        input = AsImage(input);
        int outputs = weight.Dimensions[0], groups = input.Shape.Channels / weight.Dimensions[1];
        if (groups > 1 && groups == input.Shape.Channels) return DepthwiseConvolution(input, window, weight, bias);
        var output = NewValue(new ImageShape(outputs, window.OutputHeight(input.Shape.Height), window.OutputWidth(input.Shape.Width)));
        return Add(new ConvolutionOperation(input, output, input.Shape, window, Register(weight), Register(bias), groups, isDense: false));
    }

    /// <summary>One or more filters a channel: weight (C * multiplier, 1, H, W); bias null or (C * multiplier).</summary>
    public GraphValue DepthwiseConvolution(GraphValue input, SlidingWindow window, GraphParameter weight, GraphParameter? bias = null)
    {
        input = AsImage(input);
        int outputs = weight.Dimensions[0], multiplier = outputs / input.Shape.Channels;
        if (multiplier > 1) input = Add(new RepeatChannelsOperation(input, NewValue(input.Shape with { Channels = outputs }), multiplier));
        var output = NewValue(new ImageShape(outputs, window.OutputHeight(input.Shape.Height), window.OutputWidth(input.Shape.Width)));
        return Add(new DepthwiseConvolutionOperation(input, output, window, Register(weight), Register(bias)));
    }

    /// <summary>Convolution without weight sharing: weight (O, height, width, I * kernel height * kernel width); bias null or (O, height, width).</summary>
    public GraphValue LocallyConnected(GraphValue input, SlidingWindow window, GraphParameter weight, GraphParameter? bias)
    {
        input = AsImage(input);
        var output = NewValue(new ImageShape(weight.Dimensions[0], weight.Dimensions[1], weight.Dimensions[2]));
        return Add(new LocallyConnectedOperation(input, output, window, Register(weight), Register(bias)));
    }

    /// <summary>Fully connected: weight (out, C*H*W) over the input flattened in C, H, W order.</summary>
    public GraphValue Dense(GraphValue input, GraphParameter weight, GraphParameter? bias)
    {
        // A 1x1 convolution of a 1x1 image whose channels are the input's values in memory order; packing the weight puts its columns in that order.
        var flat = new ImageShape(input.Shape.Size, 1, 1);
        var output = NewValue(new ImageShape(weight.Dimensions[0], 1, 1));
        return Add(new ConvolutionOperation(input, output, flat, new SlidingWindow(1, 1), Register(weight), Register(bias), groups: 1, isDense: true));
    }

    public GraphValue MaxPool(GraphValue input, PoolingWindows windows) => Pool(input, windows, isMaximum: true);

    public GraphValue AveragePool(GraphValue input, PoolingWindows windows) => Pool(input, windows, isMaximum: false);

    public GraphValue Activation(GraphValue input, ActivationFunction function) => Add(new ActivationOperation(input, NewLike(input), function));

    /// <summary>One slope (1) or one for each channel (C).</summary>
    public GraphValue PReLU(GraphValue input, GraphParameter slopes)
    {
        if (slopes.Count > 1) input = AsImage(input);
        return Add(new PReLUOperation(input, NewLike(input), Register(slopes)));
    }

    /// <summary>Over the channels of each pixel.</summary>
    public GraphValue Softmax(GraphValue input) => Add(new SoftmaxOperation(input, NewLike(input)));

    /// <summary>The largest of each group of consecutive channels, whose number <paramref name="pieces"/> divides.</summary>
    public GraphValue Maxout(GraphValue input, int pieces)
    {
        input = AsImage(input);
        return Add(new MaxoutOperation(input, NewValue(input.Shape with { Channels = input.Shape.Channels / pieces }), pieces));
    }

    /// <summary>Per channel; weight null for 1, bias null for 0.</summary>
    public GraphValue BatchNorm(GraphValue input, GraphParameter? weight, GraphParameter? bias, GraphParameter runningMean, GraphParameter runningVariance, float epsilon, float momentum)
    {
        input = AsImage(input);
        return Add(new BatchNormOperation(input, NewLike(input), Register(weight), Register(bias), Register(runningMean), Register(runningVariance), epsilon, momentum));
    }

    /// <summary>Groups of channels, image by image; weight null for 1, bias null for 0.</summary>
    public GraphValue GroupNorm(GraphValue input, int groups, GraphParameter? weight, GraphParameter? bias, float epsilon)
    {
        input = AsImage(input);
        return Add(new GroupNormOperation(input, NewLike(input), groups, Register(weight), Register(bias), epsilon));
    }

    /// <summary>Across channels, pixel by pixel.</summary>
    public GraphValue LocalResponseNorm(GraphValue input, ResponseWindow window)
    {
        input = AsImage(input);
        return Add(new LocalResponseNormOperation(input, NewLike(input), window));
    }

    /// <summary>In training an image becomes zero with the probability and is divided by one minus it otherwise; nothing happens at scoring.</summary>
    public GraphValue StochasticDepth(GraphValue input, float probability) => Add(new StochasticDepthOperation(input, NewLike(input), probability));

    /// <summary>Minus the squared distance of the input, in C, H, W order, from each row of the centers (out, C*H*W).</summary>
    public GraphValue RadialBasis(GraphValue input, GraphParameter centers)
    {
        if (input.Shape is not { Height: 1, Width: 1 }) input = Flatten(input);
        input = AsImage(input);
        return Add(new RadialBasisOperation(input, NewValue(new ImageShape(centers.Dimensions[0], 1, 1)), Register(centers)));
    }

    /// <summary>Inverted dropout: in training a value is kept with 1 - probability and divided by it; nothing happens at scoring.</summary>
    public GraphValue Dropout(GraphValue input, float probability) => Add(new DropoutOperation(input, NewLike(input), probability));

    /// <summary>Views (C, H, W) as (C*H*W, 1, 1) in that order.</summary>
    public GraphValue Flatten(GraphValue input) => Add(new FlattenOperation(input, new GraphValue(_values++, new ImageShape(input.Shape.Size, 1, 1), input.MemoryShape)));

    public GraphValue Add(GraphValue left, GraphValue right)
    {
        if (left.MemoryShape != right.MemoryShape) (left, right) = (AsImage(left), AsImage(right));
        return Add(new AddOperation(left, right, NewLike(left)));
    }

    /// <summary>The product with factors of the same shape, or of shape (C, 1, 1): one for each channel.</summary>
    public GraphValue Multiply(GraphValue input, GraphValue factors)
    {
        if (input.MemoryShape != factors.MemoryShape) (input, factors) = (AsImage(input), AsImage(factors));
        return Add(new MultiplyOperation(input, factors, NewLike(input)));
    }

    /// <summary>Concatenates along the channels.</summary>
    public GraphValue Concat(IReadOnlyList<GraphValue> inputs)
    {
        var images = inputs.Select(AsImage).ToImmutableArray();
        var first = images[0].Shape;
        return Add(new ConcatOperation(images, NewValue(first with { Channels = inputs.Sum(input => input.Shape.Channels) })));
    }

    /// <summary>
    /// A value in its own order. After a flatten the values still lie in H, W, C order; elementwise and dense operations do not mind, the others put them in order first.
    /// </summary>
    public GraphValue AsImage(GraphValue value) => value.MemoryShape == value.Shape ? value : Add(new ReorderOperation(value, NewValue(value.Shape)));

    /// <summary>An operation that no layer has, for experiments and tests.</summary>
    public GraphValue Append(Func<GraphValue, Operation> create, ImageShape output) => Add(create(NewValue(output)));

    /// <summary>Adds channels of zeros before and behind the input's.</summary>
    public GraphValue PadChannels(GraphValue input, int before, int after)
    {
        input = AsImage(input);
        return Add(new PadChannelsOperation(input, NewValue(input.Shape with { Channels = before + input.Shape.Channels + after }), before));
    }

    /// <summary>Ends a side branch: logits whose loss is added in training.</summary>
    public GraphValue AuxiliaryOutput(GraphValue input, float lossWeight)
    {
        input = AsImage(input);
        _auxiliaryOutputs.Add(new AuxiliaryOutput(input, lossWeight));
        return input;
    }

    /// <summary>Ends the graph; <paramref name="output"/> holds the logits.</summary>
    public LoweredGraph Build(GraphValue output)
    {
        output = AsImage(output);
        return new LoweredGraph(Input, output, [.. _auxiliaryOutputs], [.. _operations], [.. _parameters], _values);
    }

    private GraphValue Pool(GraphValue input, PoolingWindows windows, bool isMaximum)
    {
        input = AsImage(input);
        var output = NewValue(new ImageShape(input.Shape.Channels, windows.OutputHeight(input.Shape.Height), windows.OutputWidth(input.Shape.Width)));
        return Add(new PoolingOperation(input, output, windows, isMaximum));
    }

    private GraphValue Add(Operation operation)
    {
        _operations.Add(operation);
        return operation.Output;
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(parameter))]
    private GraphParameter? Register(GraphParameter? parameter)
    {
        if (parameter is not null) _parameters.Add(parameter);
        return parameter;
    }

    private GraphValue NewValue(ImageShape shape) => new(_values++, shape, shape);

    private GraphValue NewLike(GraphValue value) => value with { Id = _values++ };
}
