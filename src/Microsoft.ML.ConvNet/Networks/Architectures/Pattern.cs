namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>The courses' pattern [(CONV-RELU)*N-POOL?]*M-(FC-RELU)*K-SOFTMAX.</summary>
internal static class Pattern
{
    public static Network Build(ImageShape image, int classCount, int convolutions, int stages, int denseLayers, bool hasPooling, int channels, int denseUnits)
    {
        var builder = new NetworkBuilder(image);
        int number = 0;
        for (int stage = 1; stage <= stages; stage++, channels *= 2)
        {
            for (int i = 0; i < convolutions; i++)
            {
                number++;
                builder.Convolution(channels, 3, padding: 1, name: $"conv{number}").ReLU($"relu{number}");
            }

            if (hasPooling) builder.MaxPool(2, name: $"pool{stage}");
        }

        builder.Flatten("flatten");
        for (int i = 1; i <= denseLayers; i++) builder.Append(new DenseLayer(denseUnits) { WeightInitializer = Initializer.HeNormal }, $"fc{i}").ReLU($"relu{number + i}");
        return builder.Append(new DenseLayer(classCount) { WeightInitializer = Initializer.GlorotUniform }, $"fc{denseLayers + 1}").Build();
    }
}
