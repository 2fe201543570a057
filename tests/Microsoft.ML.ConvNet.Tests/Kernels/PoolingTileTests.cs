using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

public class PoolingTileTests
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
                    for (int output = 0; output < geometry.Rows.Outputs; output++)
                    {
                        foreach (var run in geometry.Columns.Runs)
                        {
                            var tile = new PoolingTile(geometry, input.Channels, output, run);
                            for (int place = 0; place < tile.Count; place++)
                                for (int row = 0; row < tile.Height; row++)
                                    for (int column = 0; column < tile.Width; column++)
                                        actual.Add((Pixel(tile.Output) + place, Pixel(tile.Input + place * tile.Distance + row * tile.RowStep + column * tile.ColumnStep), tile.Share));
                        }
                    }

                    Assert.Equal(expected, actual);
                    int Pixel(nint floats) => (int)floats / input.Channels;
                }
            }
        }
    }
}
