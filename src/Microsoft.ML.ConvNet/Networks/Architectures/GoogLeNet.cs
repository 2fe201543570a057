namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// GoogLeNet (Szegedy et al.: Going Deeper with Convolutions, 2015). Torchvision's form has batch normalisation and 3x3 convolutions in place of the 5x5 ones; the paper's has biases, 5x5
/// convolutions and local response normalisation. Images from 15x15 (of use from about 64x64), classically 224x224.
/// </summary>
internal static class GoogLeNet
{
    /// <summary>The paper's table 1: 1x1; 3x3 reduce, 3x3; 5x5 reduce, 5x5; pool projection.</summary>
    private static readonly (string Name, int One, int Reduce3, int Three, int Reduce5, int Five, int Pool)[] Modules =
    [
        ("inception3a", 64, 96, 128, 16, 32, 32), ("inception3b", 128, 128, 192, 32, 96, 64),
        ("inception4a", 192, 96, 208, 16, 48, 64), ("inception4b", 160, 112, 224, 24, 64, 64), ("inception4c", 128, 128, 256, 24, 64, 64),
        ("inception4d", 112, 144, 288, 32, 64, 64), ("inception4e", 256, 160, 320, 32, 128, 128),
        ("inception5a", 256, 160, 320, 32, 128, 128), ("inception5b", 384, 192, 384, 48, 128, 128),
    ];

    /// <param name="form">Which of the forms.</param>
    /// <param name="hasAuxiliaryHeads">Whether two further classifiers train on the outputs of 4a and 4d; they do nothing at scoring.</param>
    public static Network Build(ImageShape image, int classCount, GoogLeNetForm form, bool hasAuxiliaryHeads)
    {
        bool isPaper = form != GoogLeNetForm.Torchvision;
        var builder = new NetworkBuilder(image);
        Convolution(builder, "conv1", 64, 7, 2);
        Pool(3, 2, "maxpool1");
        if (isPaper) builder.LocalResponseNorm(5, alpha: 1e-4f, beta: 0.75f, k: 1, "norm1");
        Convolution(builder, "conv2", 64, 1);
        Convolution(builder, "conv3", 192, 3);
        if (isPaper) builder.LocalResponseNorm(5, alpha: 1e-4f, beta: 0.75f, k: 1, "norm2");
        Pool(3, 2, "maxpool2");
        foreach (var module in Modules)
        {
            builder.Scope(module.Name, scope => Inception(scope, module));
            switch (module.Name)
            {
                case "inception3b": Pool(3, 2, "maxpool3"); break;
                case "inception4a": Auxiliary("aux1"); break;
                case "inception4d": Auxiliary("aux2"); break;
                case "inception4e": Pool(isPaper ? 3 : 2, 2, "maxpool4"); break;
            }
        }

        return builder
            .AdaptiveAveragePool(1, "avgpool").Flatten("flatten").Dropout(isPaper ? 0.4f : 0.2f, "dropout")
            .Append(new DenseLayer(classCount) { WeightInitializer = Initializer.TruncatedNormalOf(0.01f), BiasInitializer = Initializer.Uniform }, "fc")
            .Build();

        void Pool(int kernel, int stride, string name) => builder.Append(new MaxPoolLayer(kernel) { Stride = stride, CeilMode = true }, name);

        void Inception(NetworkBuilder scope, (string Name, int One, int Reduce3, int Three, int Reduce5, int Five, int Pool) module) => scope.Parallel(
        [
            branch => Convolution(branch, "branch1", module.One, 1),
            branch => branch.Scope("branch2", inner =>
            {
                if (form != GoogLeNetForm.Naive) Convolution(inner, "0", module.Reduce3, 1);
                Convolution(inner, "1", module.Three, 3);
            }),
            branch => branch.Scope("branch3", inner =>
            {
                if (form != GoogLeNetForm.Naive) Convolution(inner, "0", module.Reduce5, 1);
                Convolution(inner, "1", module.Five, isPaper ? 5 : 3);
            }),
            branch => branch.Scope("branch4", inner =>
            {
                inner.Append(new MaxPoolLayer(3) { Stride = 1, Padding = 1, CeilMode = true }, "0");
                if (form != GoogLeNetForm.Naive) Convolution(inner, "1", module.Pool, 1);
            }),
        ]);

        void Convolution(NetworkBuilder scope, string name, int channels, int kernel, int stride = 1) => scope.Scope(name, inner =>
        {
            inner.Append(
                new ConvolutionLayer(channels, kernel) { Stride = stride, Padding = kernel / 2, HasBias = isPaper, WeightInitializer = isPaper ? Initializer.HeNormal : Initializer.TruncatedNormalOf(0.01f) },
                "conv");
            if (!isPaper) inner.Append(new BatchNormLayer { Epsilon = 1e-3f }, "bn");
            inner.ReLU("relu");
        });

        void Auxiliary(string name)
        {
            if (!hasAuxiliaryHeads) return;
            var trunk = builder.Current;
            builder.Scope(name, head =>
            {
                head.AdaptiveAveragePool(4, "avgpool");
                Convolution(head, "conv", 128, 1);
                head.Flatten("flatten")
                    .Append(new DenseLayer(1024) { WeightInitializer = Initializer.TruncatedNormalOf(0.01f), BiasInitializer = Initializer.Uniform }, "fc1").ReLU("relu").Dropout(0.7f, "dropout")
                    .Append(new DenseLayer(classCount) { WeightInitializer = Initializer.TruncatedNormalOf(0.01f), BiasInitializer = Initializer.Uniform }, "fc2")
                    .AuxiliaryOutput(lossWeight: 0.3f);
            });
            builder.From(trunk);
        }
    }
}
