namespace Microsoft.ML.ConvNet;

/// <content>One call for each kind of layer. The exceptions are those of <see cref="Append(Layer, string?)"/> and of the layer's constructor.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>Appends a convolution; see <see cref="ConvolutionLayer"/> for what else can be set.</summary>
    /// <param name="outputChannels">Number of filters, at least 1.</param>
    /// <param name="kernel">Height and width of the filters.</param>
    /// <param name="stride">Pixels from one window to the next; null means 1.</param>
    /// <param name="padding">Rows and columns around the input, or <see cref="Padding.Same"/>.</param>
    /// <param name="dilation">Pixels from one kernel element to the next; null means 1.</param>
    /// <param name="groups">Groups of channels; as many as input channels for a depthwise convolution.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="paddingMode">What the padding shows.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Convolution(
        int outputChannels, Extent kernel, Extent? stride = null, Padding padding = default, Extent? dilation = null, int groups = 1, bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros, string? name = null) =>
        Append(
            new ConvolutionLayer(outputChannels, kernel)
            {
                Stride = stride ?? 1, Padding = padding, Dilation = dilation ?? 1, Groups = groups, HasBias = bias, PaddingMode = paddingMode,
            },
            name);

    /// <summary>Appends a convolution whose weights are not shared by the positions; see <see cref="LocallyConnectedLayer"/> for what else can be set.</summary>
    /// <param name="outputChannels">Filters of each position, at least 1.</param>
    /// <param name="kernel">Height and width of the filters.</param>
    /// <param name="stride">Pixels from one window to the next; null means 1.</param>
    /// <param name="padding">Zeros around the input, or <see cref="Padding.Same"/>.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder LocallyConnected(int outputChannels, Extent kernel, Extent? stride = null, Padding padding = default, bool bias = true, string? name = null) =>
        Append(new LocallyConnectedLayer(outputChannels, kernel) { Stride = stride ?? 1, Padding = padding, HasBias = bias }, name);

    /// <summary>Appends a fully connected layer; see <see cref="DenseLayer"/> for what else can be set.</summary>
    /// <param name="outputs">Number of outputs, at least 1.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Dense(int outputs, bool bias = true, string? name = null) => Append(new DenseLayer(outputs) { HasBias = bias }, name);

    /// <summary>Appends max pooling.</summary>
    /// <param name="kernel">Height and width of the windows.</param>
    /// <param name="stride">Pixels from one window to the next; null means the kernel's size.</param>
    /// <param name="padding">Rows and columns around the input that never win.</param>
    /// <param name="dilation">Pixels from one element of a window to the next; null means 1.</param>
    /// <param name="ceilMode">Whether the output's size is rounded up.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder MaxPool(
        Extent kernel, Extent? stride = null, Padding padding = default, Extent? dilation = null, bool ceilMode = false, string? name = null) =>
        Append(new MaxPoolLayer(kernel) { Stride = stride ?? kernel, Padding = padding, Dilation = dilation ?? 1, CeilMode = ceilMode }, name);

    /// <summary>Appends average pooling.</summary>
    /// <param name="kernel">Height and width of the windows.</param>
    /// <param name="stride">Pixels from one window to the next; null means the kernel's size.</param>
    /// <param name="padding">Rows and columns around the input.</param>
    /// <param name="ceilMode">Whether the output's size is rounded up.</param>
    /// <param name="countIncludePad">Whether padding counts as zeros in the mean.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder AveragePool(
        Extent kernel, Extent? stride = null, Padding padding = default, bool ceilMode = false, bool countIncludePad = true, string? name = null) =>
        Append(new AveragePoolLayer(kernel) { Stride = stride ?? kernel, Padding = padding, CeilMode = ceilMode, CountIncludePad = countIncludePad }, name);

    /// <summary>Appends average pooling to an output of a given size.</summary>
    /// <param name="output">Height and width of the output.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder AdaptiveAveragePool(Extent output, string? name = null) => Append(new AdaptiveAveragePoolLayer(output), name);

    /// <summary>Appends max pooling to an output of a given size.</summary>
    /// <param name="output">Height and width of the output.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder AdaptiveMaxPool(Extent output, string? name = null) => Append(new AdaptiveMaxPoolLayer(output), name);

    /// <summary>Appends the mean over all pixels: (C, H, W) to (C, 1, 1).</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder GlobalAveragePool(string? name = null) => Append(new GlobalAveragePoolLayer(), name);

    /// <summary>Appends the maximum over all pixels: (C, H, W) to (C, 1, 1).</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder GlobalMaxPool(string? name = null) => Append(new GlobalMaxPoolLayer(), name);

    /// <summary>Appends max(0, x).</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder ReLU(string? name = null) => Append(new ReLULayer(), name);

    /// <summary>Appends min(max(0, x), 6).</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder ReLU6(string? name = null) => Append(new ReLU6Layer(), name);

    /// <summary>Appends a ReLU with a slope below 0.</summary>
    /// <param name="slope">The slope below 0.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder LeakyReLU(float slope = 0.01f, string? name = null) => Append(new LeakyReLULayer(slope), name);

    /// <summary>Appends a ReLU with learned slopes below 0.</summary>
    /// <param name="slopes">Number of slopes: 1, or the number of channels.</param>
    /// <param name="initialSlope">What the slopes begin at.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder PReLU(int slopes = 1, float initialSlope = 0.25f, string? name = null) => Append(new PReLULayer(slopes, initialSlope), name);

    /// <summary>Appends x above 0, else alpha * (e^x - 1).</summary>
    /// <param name="alpha">Minus the value far below 0, at least 0.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder ELU(float alpha = 1, string? name = null) => Append(new ELULayer(alpha), name);

    /// <summary>Appends x times the normal distribution function of x.</summary>
    /// <param name="approximate">Whether the approximation by tanh is used.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder GELU(bool approximate = false, string? name = null) => Append(new GELULayer { IsApproximate = approximate }, name);

    /// <summary>Appends swish, x * sigmoid(x).</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder SiLU(string? name = null) => Append(new SiLULayer(), name);

    /// <summary>Appends x * min(max(0, x + 3), 6) / 6.</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder HardSwish(string? name = null) => Append(new HardSwishLayer(), name);

    /// <summary>Appends 1 / (1 + e^-x).</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Sigmoid(string? name = null) => Append(new SigmoidLayer(), name);

    /// <summary>Appends min(max(0, x + 3), 6) / 6.</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder HardSigmoid(string? name = null) => Append(new HardSigmoidLayer(), name);

    /// <summary>Appends softmax over the channels of each pixel; not for the end of a classifier, see <see cref="SoftmaxLayer"/>.</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Softmax(string? name = null) => Append(new SoftmaxLayer(), name);

    /// <summary>Appends the maximum of each group of consecutive channels.</summary>
    /// <param name="pieces">Channels in a group.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Maxout(int pieces, string? name = null) => Append(new MaxoutLayer(pieces), name);

    /// <summary>Appends the hyperbolic tangent.</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Tanh(string? name = null) => Append(new TanhLayer(), name);

    /// <summary>Appends batch normalisation with the defaults.</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder BatchNorm(string? name) => Append(new BatchNormLayer(), name);

    /// <summary>Appends batch normalisation.</summary>
    /// <param name="epsilon">Added to the variance, more than 0.</param>
    /// <param name="momentum">Weight of the mini-batch in the running statistics, more than 0 to 1.</param>
    /// <param name="affine">Whether there are a learned weight and bias for each channel.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder BatchNorm(float epsilon = 1e-5f, float momentum = 0.1f, bool affine = true, string? name = null) =>
        Append(new BatchNormLayer { Epsilon = epsilon, Momentum = momentum, IsAffine = affine }, name);

    /// <summary>Appends group normalisation with the defaults.</summary>
    /// <param name="groups">Number of groups; it must divide the number of channels.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder GroupNorm(int groups, string? name) => Append(new GroupNormLayer(groups), name);

    /// <summary>Appends group normalisation.</summary>
    /// <param name="groups">Number of groups; it must divide the number of channels.</param>
    /// <param name="epsilon">Added to the variance, more than 0.</param>
    /// <param name="affine">Whether there are a learned weight and bias for each channel.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder GroupNorm(int groups, float epsilon = 1e-5f, bool affine = true, string? name = null) =>
        Append(new GroupNormLayer(groups) { Epsilon = epsilon, IsAffine = affine }, name);

    /// <summary>Appends local response normalisation with PyTorch's defaults; see <see cref="LocalResponseNormLayer"/> for the formula.</summary>
    /// <param name="size">Number of channels in a window.</param>
    /// <param name="alpha">Weight of the window's mean square, at least 0.</param>
    /// <param name="beta">The exponent, at least 0.</param>
    /// <param name="k">What the weighted mean is added to, more than 0.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder LocalResponseNorm(int size, float alpha = 1e-4f, float beta = 0.75f, float k = 1, string? name = null) =>
        Append(new LocalResponseNormLayer(size) { Alpha = alpha, Beta = beta, K = k }, name);

    /// <summary>Appends stochastic depth, the end of a residual block's body.</summary>
    /// <param name="probability">Probability that an image's branch is dropped in training: at least 0, less than 1.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder StochasticDepth(float probability, string? name = null) => Append(new StochasticDepthLayer(probability), name);

    /// <summary>Appends radial basis units whose output is minus the squared distance from each center; see <see cref="RadialBasisLayer"/>.</summary>
    /// <param name="outputs">Number of units, at least 1.</param>
    /// <param name="trainable">Whether the centers are trained; fixed ones keep their codes of +1 and -1.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder RadialBasis(int outputs, bool trainable = true, string? name = null) =>
        Append(new RadialBasisLayer(outputs) { IsTrainable = trainable }, name);

    /// <summary>Appends dropout.</summary>
    /// <param name="probability">Probability that a value becomes zero in training: at least 0, less than 1.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Dropout(float probability = 0.5f, string? name = null) => Append(new DropoutLayer(probability), name);

    /// <summary>Appends a view of (C, H, W) as a vector.</summary>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Flatten(string? name = null) => Append(new FlattenLayer(), name);

    /// <summary>Ends a side branch whose loss is added in training; go back to where it began with <see cref="From"/>.</summary>
    /// <param name="lossWeight">Factor of its loss, more than 0.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder AuxiliaryOutput(float lossWeight = 0.3f, string? name = null) => Append(new AuxiliaryOutputLayer(lossWeight), name);

    /// <summary>Appends channels of zeros before and behind those that are there.</summary>
    /// <param name="before">Channels before, at least 0.</param>
    /// <param name="after">Channels behind, at least 0.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder PadChannels(int before, int after, string? name = null) => Append(new PadChannelsLayer(before, after), name);

    /// <summary>Adds another branch to <see cref="Current"/>, value by value.</summary>
    /// <param name="other">A point of the same shape.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Add(NodeHandle other, string? name = null) => Append(new AddLayer(), [Current, other], name);

    /// <summary>Multiplies <see cref="Current"/>, (C, H, W), by factors.</summary>
    /// <param name="factors">A point of the same shape, or of shape (C, 1, 1): one factor for each channel.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Multiply(NodeHandle factors, string? name = null) => Append(new MultiplyLayer(), [Current, factors], name);

    /// <summary>Concatenates branches along the channels.</summary>
    /// <param name="nodes">Two or more points of the same height and width, in order.</param>
    /// <param name="name">A unique name, or null.</param>
    public NetworkBuilder Concat(IReadOnlyList<NodeHandle> nodes, string? name = null) => Append(new ConcatLayer(), nodes, name);
}
