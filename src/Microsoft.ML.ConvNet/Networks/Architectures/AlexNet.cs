namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// AlexNet. Torchvision's form (Krizhevsky: One weird trick for parallelizing convolutional neural networks, 2014), and those of the first paper (Krizhevsky, Sutskever,
/// Hinton: ImageNet Classification with Deep Convolutional Neural Networks, 2012): two groups of channels, one for each of its two processors, or the courses' single tower.
/// </summary>
internal static class AlexNet
{
    /// <summary>Torchvision's names and shapes: 61,100,840 parameters with 1000 classes. Images from 63x63, classically 224x224.</summary>
    public static Network BuildTorchvision(ImageShape image, int classCount)
    {
        var builder = new NetworkBuilder(image);
        builder.Scope("features", features =>
        {
            Convolution(features, "0", 64, 11, stride: 4, padding: 2).ReLU("1").MaxPool(3, 2, name: "2");
            Convolution(features, "3", 192, 5, padding: 2).ReLU("4").MaxPool(3, 2, name: "5");
            Convolution(features, "6", 384, 3, padding: 1).ReLU("7");
            Convolution(features, "8", 256, 3, padding: 1).ReLU("9");
            Convolution(features, "10", 256, 3, padding: 1).ReLU("11").MaxPool(3, 2, name: "12");
        });
        builder.AdaptiveAveragePool(6, "avgpool").Flatten("flatten");
        builder.Scope("classifier", classifier =>
        {
            Dense(classifier.Dropout(0.5f, "0"), "1", 4096).ReLU("2");
            Dense(classifier.Dropout(0.5f, "3"), "4", 4096).ReLU("5");
            Dense(classifier, "6", classCount);
        });
        return builder.Build();

        static NetworkBuilder Convolution(NetworkBuilder builder, string name, int channels, int kernel, int stride = 1, int padding = 0) =>
            builder.Append(new ConvolutionLayer(channels, kernel) { Stride = stride, Padding = padding, WeightInitializer = Initializer.Uniform, BiasInitializer = Initializer.Uniform }, name);

        static NetworkBuilder Dense(NetworkBuilder builder, string name, int outputs) =>
            builder.Append(new DenseLayer(outputs) { WeightInitializer = Initializer.Uniform, BiasInitializer = Initializer.Uniform }, name);
    }

    /// <summary>The first paper's layers: 62,378,344 parameters with one group, 60,965,224 with two. Images from 67x67, classically 227x227.</summary>
    /// <param name="groups">Groups of the second, fourth and fifth convolution.</param>
    /// <param name="hasLocalResponseNorm">Whether the first two convolutions are followed by the paper's local response normalisation.</param>
    public static Network BuildPaper(ImageShape image, int classCount, int groups, bool hasLocalResponseNorm)
    {
        var builder = new NetworkBuilder(image);
        Convolution(1, 96, 11, stride: 4, padding: 0, groups: 1, bias: Initializer.Zeros);
        NormalizeAndPool(1);
        Convolution(2, 256, 5, stride: 1, padding: 2, groups, Initializer.Ones);
        NormalizeAndPool(2);
        Convolution(3, 384, 3, stride: 1, padding: 1, groups: 1, Initializer.Zeros);
        Convolution(4, 384, 3, stride: 1, padding: 1, groups, Initializer.Ones);
        Convolution(5, 256, 3, stride: 1, padding: 1, groups, Initializer.Ones);
        builder.MaxPool(3, 2, name: "pool5").Flatten("flatten");
        Dense(6, 4096).ReLU("relu6").Dropout(0.5f, "dropout6");
        Dense(7, 4096).ReLU("relu7").Dropout(0.5f, "dropout7");
        return builder.Append(new DenseLayer(classCount) { WeightInitializer = Initializer.NormalOf(0.01f) }, "fc8").Build();

        // The paper begins with small normal weights, and with biases of one where ReLU should get positive values from the start.
        void Convolution(int number, int channels, int kernel, int stride, int padding, int groups, Initializer bias) => builder
            .Append(
                new ConvolutionLayer(channels, kernel)
                {
                    Stride = stride, Padding = padding, Groups = groups, WeightInitializer = Initializer.NormalOf(0.01f), BiasInitializer = bias,
                },
                $"conv{number}")
            .ReLU($"relu{number}");

        void NormalizeAndPool(int number)
        {
            // Alpha is 1e-4 for each channel in the paper, and for the sum over the 5 channels' mean here (PyTorch's formula).
            if (hasLocalResponseNorm) builder.LocalResponseNorm(5, alpha: 5e-4f, beta: 0.75f, k: 2, $"norm{number}");
            builder.MaxPool(3, 2, name: $"pool{number}");
        }

        NetworkBuilder Dense(int number, int outputs) =>
            builder.Append(new DenseLayer(outputs) { WeightInitializer = Initializer.NormalOf(0.005f), BiasInitializer = Initializer.Ones }, $"fc{number}");
    }
}
