namespace Microsoft.ML.ConvNet.Tests.Networks;

public class NetworkSummaryTests
{
    [Fact]
    public void AChainIsPrintedAsATable()
    {
        string summary = ConvNetArchitecture.LeNet5.Build(new ImageShape(1, 28, 28), 10).Summary();
        Assert.Equal("""
            Layer    Kind                         Output    Parameters  Multiply-adds  Field  Stride  Offset
            ------------------------------------------------------------------------------------------------
            input    image                        1x28x28
            conv1    convolution 5x5-6 padding 2  6x28x28          156        117,600    5x5     1x1  -2, -2
            tanh1    tanh                         6x28x28            0              0    5x5     1x1  -2, -2
            pool1    average pool 2x2 stride 2    6x14x14            0              0    6x6     2x2  -2, -2
            conv2    convolution 5x5-16           16x10x10       2,416        240,000  14x14     2x2  -2, -2
            tanh2    tanh                         16x10x10           0              0  14x14     2x2  -2, -2
            pool2    average pool 2x2 stride 2    16x5x5             0              0  16x16     4x4  -2, -2
            flatten  flatten                      400x1x1            0              0  32x32     4x4  -2, -2
            fc1      dense 120                    120x1x1       48,120         48,000  32x32     4x4  -2, -2
            tanh3    tanh                         120x1x1            0              0  32x32     4x4  -2, -2
            fc2      dense 84                     84x1x1        10,164         10,080  32x32     4x4  -2, -2
            tanh4    tanh                         84x1x1             0              0  32x32     4x4  -2, -2
            fc3      dense 10                     10x1x1           850            840  32x32     4x4  -2, -2

            Parameters: 61,706 trainable, 0 not trained (241.0 KiB)
            Multiply-adds for one image: 416,520
            Activations of one image: 15,002 values (58.6 KiB)

            """, summary);
    }

    [Fact]
    public void BranchesShowTheirInputs()
    {
        string[] lines = NetworkBuilderTests.ResidualAndInception().Summary().Split('\n');
        Assert.Contains("Inputs", lines[0]);
        Assert.Contains("bn2, relu1", lines.Single(line => line.StartsWith("add1", StringComparison.Ordinal)));
        Assert.Contains("left, right, add1", lines.Single(line => line.StartsWith("concat1", StringComparison.Ordinal)));
    }
}
