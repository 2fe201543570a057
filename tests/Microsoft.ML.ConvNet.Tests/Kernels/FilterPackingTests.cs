using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

public unsafe class FilterPackingTests
{
    public static TheoryData<string> Sets => KernelTests.Sets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void UnpackingGivesBackWhatWasPacked(string setName) => ForAllShapes(setName, (set, outputs, channels, area) =>
    {
        var layout = new PanelLayout(set, channels * area, outputs);
        float[] filters = Numbers.Normal(outputs * channels * area, seed: 1), unpacked = new float[filters.Length], panels = new float[layout.Length];
        FilterPacking.Pack(layout, filters, channels, area, panels);
        FilterPacking.Unpack(layout, panels, channels, area, unpacked);
        Assert.Equal(filters, unpacked);
        Assert.Equal(filters.Length, panels.Count(value => value != 0));
    });

    [Theory]
    [MemberData(nameof(Sets))]
    public void EveryElementHasItsPlace(string setName) => ForAllShapes(setName, (set, outputs, channels, area) =>
    {
        var layout = new PanelLayout(set, channels * area, outputs);
        var places = new HashSet<long>();
        for (int row = 0; row < layout.Depth; row++)
            for (int column = 0; column < outputs; column++) Assert.True(places.Add(layout.IndexOf(row, column)));
        Assert.InRange(places.Min(), 0, 0);
        Assert.True(places.Max() < layout.Length);
        for (int panel = 0; panel < layout.PanelCount; panel++)
        {
            Assert.Equal(layout.Start(panel), layout.IndexOf(0, panel * layout.PanelWidth));
            Assert.Equal(0, layout.Width(panel) % set.PanelVector);
            Assert.InRange(layout.ValidColumns(panel), layout.Width(panel) - set.PanelVector + 1, layout.Width(panel));
        }
    });

    [Theory]
    [MemberData(nameof(Sets))]
    public void TransposingSwapsChannelsAndTurnsTheKernel(string setName) => ForAllShapes(setName, (set, outputs, channels, area) =>
    {
        var layout = new PanelLayout(set, channels * area, outputs);
        var transposed = new PanelLayout(set, outputs * area, channels);
        float[] filters = Numbers.Normal(outputs * channels * area, seed: 1), panels = new float[layout.Length], result = new float[transposed.Length];
        FilterPacking.Pack(layout, filters, channels, area, panels);
        fixed (float* source = panels, destination = result)
        {
            for (int panel = 0; panel < transposed.PanelCount; panel++) FilterPacking.Transpose(layout, source, channels, FilterPacking.Turned(area), transposed, destination, panel);
        }

        float[] expected = new float[filters.Length], actual = new float[filters.Length];
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < channels; i++)
                for (int tap = 0; tap < area; tap++) expected[(i * outputs + o) * area + area - 1 - tap] = filters[(o * channels + i) * area + tap];
        FilterPacking.Unpack(transposed, result, outputs, area, actual);
        Assert.Equal(expected, actual);
    });

    private static void ForAllShapes(string setName, Action<KernelSet, int, int, int> test)
    {
        var set = KernelSet.Supported.Single(set => set.Name == setName);
        foreach (int outputs in new[] { 1, 3, 4, 5, 8, 9, 15, 16, 17, 31, 32, 33, 48, 49, 64, 65 })
            foreach (int channels in new[] { 1, 3, 6, 16, 17, 33 })
                foreach (int area in new[] { 1, 2, 9, 25 }) test(set, outputs, channels, area);
    }
}
