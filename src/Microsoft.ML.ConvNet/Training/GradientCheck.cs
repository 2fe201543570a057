using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Proves on a batch that training a network follows its loss: the gradients that the engine computes in single precision are compared, for the images and every
/// parameter, with central differences (L(x + h) - L(x - h)) / 2h of the network's definition in double precision.
/// </summary>
/// <remarks>
/// <para>
/// The relative error of an element is the distance of the two values divided by the scale of its layer: the largest central difference among the layer's
/// tensors, but at least a hundredth of the largest of the whole network and at least 1e-5 of the loss. It is not divided by the element's own gradient, because a
/// gradient is a sum over the batch and the pixels whose terms may cancel: single precision knows such a sum to about 6e-8 of its largest terms for each addition on
/// the way, not to 6e-8 of what is left of them. Ten layers of some hundred terms each leave about 1e-5 of the scale. The central differences add nothing to
/// that: with h = 1e-5 their own error is about 1e-10. So an error above the default tolerance of 1e-4 is a wrong gradient, or a network that
/// amplifies rounding (very deep ones without normalisation, or batches of one or two images behind batch normalisation).
/// </para>
/// <para>
/// ReLU at 0 and max pooling between equal values have no derivative. Where the two values disagree and the slopes to the left and to the right of the point, at two
/// step sizes, show a kink, the element is counted as one instead of as an error. Random images hardly ever meet one.
/// </para>
/// <para>
/// Random decisions (dropout masks) are the same in all evaluations: those of the seed. Batch normalisation takes the statistics of the batch, as in training.
/// The cost is two to four passes in plain double-precision code for each element: a small network or a small image is the better choice.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var network = new NetworkBuilder(new ImageShape(1, 12, 12)).Convolution(4, 3).ReLU().Dense(10).Build();
/// Console.WriteLine(GradientCheck.Run(network));
/// </code>
/// </example>
public static class GradientCheck
{
    private const int DefaultRows = 3;

    /// <summary>Checks a network.</summary>
    /// <param name="network">Any network; its K outputs are what the loss takes.</param>
    /// <param name="batch">Images and their labels, or their targets if the loss takes those; null for three images of noise.</param>
    /// <param name="options">Weights, loss, seed, number of elements and tolerance; null for the defaults.</param>
    /// <exception cref="ArgumentException">The batch's images, labels or targets or the weights are not the network's.</exception>
    public static GradientCheckResult Run(Network network, TrainingBatch? batch = null, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= new GradientCheckOptions();
        int outputs = network.OutputShape.Size;
        batch ??= TrainingBatch.Random(network.InputShape, outputs, DefaultRows, options.Seed, options.Loss.TakesTargets);
        var weights = options.Weights ?? network.InitializeWeights(options.Seed);
        network.CheckWeights(weights);
        return new GradientChecker(network.Lower(), weights, batch, options.Loss.CreateFunction(outputs), options).Run();
    }
}
