namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// VGG (Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, 2015): the columns A, A-LRN, B, C, D and E of its table 1, each with
/// or without batch normalisation, with torchvision's names. Images from 32x32, classically 224x224.
/// </summary>
internal static class Vgg
{
    /// <summary>The convolutions of each of the five stages; negative channels mean a 1x1 kernel.</summary>
    private static readonly Dictionary<char, int[][]> Columns = new()
    {
        ['A'] = [[64], [128], [256, 256], [512, 512], [512, 512]],
        ['B'] = [[64, 64], [128, 128], [256, 256], [512, 512], [512, 512]],
        ['C'] = [[64, 64], [128, 128], [256, 256, -256], [512, 512, -512], [512, 512, -512]],
        ['D'] = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]],
        ['E'] = [[64, 64], [128, 128], [256, 256, 256, 256], [512, 512, 512, 512], [512, 512, 512, 512]],
    };

    /// <param name="column">A, B, C, D or E.</param>
    /// <param name="hasBatchNorm">Whether batch normalisation follows each convolution.</param>
    /// <param name="hasLocalResponseNorm">Column A-LRN: local response normalisation behind the first convolution.</param>
    public static Network Build(ImageShape image, int classCount, char column, bool hasBatchNorm, bool hasLocalResponseNorm = false)
    {
        var builder = new NetworkBuilder(image);
        builder.Scope("features", features =>
        {
            int index = 0;
            bool isFirst = true;
            foreach (int[] stage in Columns[column])
            {
                foreach (int channels in stage)
                {
                    int kernel = channels < 0 ? 1 : 3;
                    features.Append(new ConvolutionLayer(Math.Abs(channels), kernel) { Padding = kernel / 2, WeightInitializer = Initializer.HeNormalFanOut }, $"{index++}");
                    if (hasBatchNorm) features.BatchNorm($"{index++}");
                    features.ReLU($"{index++}");
                    if (isFirst && hasLocalResponseNorm) features.LocalResponseNorm(5, alpha: 5e-4f, beta: 0.75f, k: 2, $"{index++}");
                    isFirst = false;
                }

                features.MaxPool(2, name: $"{index++}");
            }
        });
        builder.AdaptiveAveragePool(7, "avgpool").Flatten("flatten");
        builder.Scope("classifier", classifier =>
        {
            Dense(classifier, "0", 4096).ReLU("1").Dropout(0.5f, "2");
            Dense(classifier, "3", 4096).ReLU("4").Dropout(0.5f, "5");
            Dense(classifier, "6", classCount);
        });
        return builder.Build();

        static NetworkBuilder Dense(NetworkBuilder builder, string name, int outputs) =>
            builder.Append(new DenseLayer(outputs) { WeightInitializer = Initializer.NormalOf(0.01f) }, name);
    }
}
