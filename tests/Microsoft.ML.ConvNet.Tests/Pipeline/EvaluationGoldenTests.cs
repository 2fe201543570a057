using System.Text.Json;
using Microsoft.ML.ConvNet.Tests.Execution;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Test-time evaluation gives PyTorch's probabilities (tests/golden/evaluation.py), also where the layers pad.</summary>
public sealed class EvaluationGoldenTests
{
    private const int ImageStream = 1000, Input = 8;

    private static readonly ImageShape s_image = new(3, 14, 12);

    private static readonly Golden s_golden = JsonSerializer.Deserialize<Golden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "evaluation.json")), JsonSerializerOptions.Web)!;

    private static readonly Dictionary<string, Network> s_networks = new()
    {
        ["dense layers"] = new NetworkBuilder(s_image with { Height = Input, Width = Input })
            .Convolution(4, 3, padding: 1, name: "conv1").ReLU().MaxPool(2).Convolution(5, 3, padding: 1, name: "conv2").ReLU()
            .AdaptiveAveragePool(2).Flatten().Dense(6, name: "fc1").ReLU().Dense(3, name: "fc2").Build(),
        ["global pooling"] = new NetworkBuilder(s_image with { Height = Input, Width = Input })
            .Convolution(6, 3, stride: 2, padding: 1, bias: false, name: "conv1").BatchNorm("bn1").ReLU().GlobalAveragePool().Dense(3, name: "fc").Build(),
    };

    public static TheoryData<string> Names => [.. s_networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ProbabilitiesArePyTorchs(string name)
    {
        var expected = s_golden.Cases.Single(one => one.Name == name);
        var network = s_networks[name];
        var size = new Extent(s_image.Height, s_image.Width);
        Check(expected.Plain, null);
        Check(expected.Flip, TestTimeEvaluation.HorizontalFlip);
        Check(expected.TenCrop, TestTimeEvaluation.TenCrop(size));
        Check(expected.Dense, TestTimeEvaluation.Dense(size));
        Check(expected.DenseFlip, TestTimeEvaluation.Dense(size, horizontalFlip: true));

        void Check(float[] probabilities, TestTimeEvaluation? evaluation)
        {
            var view = View(evaluation?.ImageSize is null ? network.InputShape : s_image);
            var options = new ConvNetScoringEstimator.Options { TestTimeEvaluation = evaluation };
            using var model = new MLContext(1).Transforms.ApplyConvNet(network, LayerGolden.Parameters(network.Lower()), options).Fit(view);
            float[] scores = [.. model.Transform(view).GetColumn<float[]>("Score").SelectMany(score => score)];
            Assert.Equal(probabilities.Length, scores.Length);
            for (int i = 0; i < scores.Length; i++) Assert.Equal(probabilities[i], scores[i], 1e-5f);
        }
    }

    /// <summary>Two pictures, or their centres.</summary>
    private static TestView View(ImageShape shape) => new(2, TestColumn.Of(
        "Features", new VectorDataViewType(NumberDataViewType.Single, shape.Channels, shape.Height, shape.Width), row => new VBuffer<float>(shape.Size, Pixels((int)row, shape))));

    private static float[] Pixels(int row, ImageShape shape)
    {
        int top = (s_image.Height - shape.Height) / 2, left = (s_image.Width - shape.Width) / 2;
        return
        [
            .. from channel in Enumerable.Range(0, shape.Channels) from y in Enumerable.Range(top, shape.Height) from x in Enumerable.Range(left, shape.Width)
            select 1.5f * LayerGolden.Drawn(ImageStream, ((row * s_image.Channels + channel) * s_image.Height + y) * s_image.Width + x),
        ];
    }

    private sealed record Golden(Case[] Cases);

    private sealed record Case(string Name, float[] Plain, float[] Flip, float[] TenCrop, float[] Dense, float[] DenseFlip);
}
