namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>Softmax over channels through the executor, over drawn shapes.</summary>
public class SoftmaxPropertyTests
{
    [Fact]
    public void GivesProbabilitiesThatAShiftDoesNotChange() => PropertyCheck.ForAll(WindowCase.Draw(), WindowCase.Smaller, count: 100, one =>
    {
        using var probe = new LinearProbe(LinearProbe.Of(one.Input, new SoftmaxLayer()), one.Rows, one.Set);
        var none = new Weights([]);
        float[] logits = WholeNumbers.Draw(probe.InputLength, 1), probabilities = probe.Forward(none, logits);
        Assert.All(probabilities.Chunk(one.Channels), pixel => Assert.Equal(1, pixel.Sum(), 1e-5));

        // Whole numbers up to 2^24 are exact, so that the shift loses nothing.
        foreach (float shift in new[] { 1f, -64f, 1e6f })
            Assert.Equal(probabilities, probe.Forward(none, Array.ConvertAll(logits, value => value + shift)));
    });
}
