using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

public class WindowCursorTests
{
    [Fact]
    public void VisitsExactlyThePixelsOfTheDefinition()
    {
        foreach (var window in CorrelationCases.Windows(seed: 3).Take(300))
        {
            foreach (var input in new ImageShape[] { new(3, 6, 7), new(1, 1, 9), new(2, 8, 1) })
            {
                var expected = WindowTaps.All(input, window, batch: 1).Select(tap => (tap.OutputPixel, tap.InputPixel)).ToArray();
                var actual = new List<(int, int)>();
                int outputPixel = 0;
                for (var at = new WindowCursor(input, window); at.IsValid; at.MoveNext(), outputPixel++)
                {
                    for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
                        for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep)
                            actual.Add((outputPixel, (int)at.Offset(row, column) / input.Channels));
                }

                int height = window.OutputHeight(input.Height), width = window.OutputWidth(input.Width);
                Assert.Equal(height > 0 && width > 0 ? height * width : 0, outputPixel);
                if (outputPixel > 0) Assert.Equal(expected, actual);
            }
        }
    }
}
