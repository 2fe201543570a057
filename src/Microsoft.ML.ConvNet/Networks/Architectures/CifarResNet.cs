namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// The residual networks for 32x32 images of section 4.2 of He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2016: depth 6n + 2, three stages of n basic
/// blocks with 16, 32 and 64 channels. Images from 1x1, classically 32x32.
/// </summary>
internal static class CifarResNet
{
    /// <param name="depth">20, 32, 44, 56 or 110.</param>
    /// <param name="hasProjections">Option B: a 1x1 convolution where the shape changes; otherwise option A, which skips pixels and adds channels of zeros, without parameters.</param>
    /// <param name="width">Factor of all channels.</param>
    public static Network Build(ImageShape image, int classCount, int depth, bool hasProjections, double width = 1)
    {
        int blocks = (depth - 2) / 6;
        var builder = new NetworkBuilder(image);
        builder.ConvolutionNorm(Channels(0), 3, convolution: "conv1", norm: "bn1").ReLU("relu");
        for (int stage = 0; stage < 3; stage++)
        {
            builder.Scope($"layer{stage + 1}", layer =>
            {
                for (int block = 0; block < blocks; block++)
                    layer.Scope($"{block}", scope => Block(scope, Channels(stage), stage > 0 && block == 0 ? 2 : 1, hasProjections));
            });
        }

        return builder.AdaptiveAveragePool(1, "avgpool").Flatten("flatten").Append(new DenseLayer(classCount) { WeightInitializer = Initializer.HeNormal }, "fc").Build();

        int Channels(int stage) => ConvolutionBlocks.MakeDivisible((16 << stage) * width);
    }

    private static void Block(NetworkBuilder builder, int channels, int stride, bool hasProjections)
    {
        int added = channels - builder.Current.Shape.Channels;
        builder
            .Residual(
                body => body.BasicBody(channels, stride),
                shortcut =>
                {
                    if (added == 0) return;
                    if (hasProjections) shortcut.Scope("downsample", scope => scope.ConvolutionNorm(channels, 1, stride));
                    else shortcut.MaxPool(1, stride, name: "subsample").PadChannels(added / 2, added - added / 2, "pad");
                })
            .ReLU("relu");
    }
}
