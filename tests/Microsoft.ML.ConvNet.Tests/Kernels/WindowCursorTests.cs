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
                foreach (var windows in new PoolingWindows[] { window, window with { CeilMode = true }, new(3, 5) })
                {
                    if (windows.OutputHeight(input.Height) <= 0 || windows.OutputWidth(input.Width) <= 0) continue;
                    var expected = windows.Pairs(input).Select(pair => (pair.OutputPixel, pair.InputPixel, 1f / pair.Divisor)).ToArray();
                    var actual = new List<(int, int, float)>();
                    var geometry = new PoolingGeometry(input, windows);
                    int outputPixel = 0;
                    for (var at = new WindowCursor(geometry, input.Channels); at.IsValid; at.MoveNext(), outputPixel++)
                    {
                        for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
                            for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep)
                                actual.Add((outputPixel, (int)at.Offset(row, column) / input.Channels, at.Share));
                    }

                    Assert.Equal(geometry.OutputPixels, outputPixel);
                    Assert.Equal(expected, actual);
                }
            }
        }
    }
}
