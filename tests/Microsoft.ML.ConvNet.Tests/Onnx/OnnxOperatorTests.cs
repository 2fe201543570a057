using System.Globalization;
using System.IO.Enumeration;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>The operator cases of the ONNX project: every one is run, or stands in <see cref="OnnxLeftOut"/> with the reason.</summary>
public class OnnxOperatorTests
{
    // The ONNX project allows 1e-3 of a value, which is needed only where a case was written by hand with four digits.
    private const double ProjectsTolerance = 1e-3, RelativeTolerance = 1e-5, AbsoluteTolerance = 1e-6;
    private const string FourDigits = "node/test_averagepool_2d_ceil_last_window_starts_on_pad";

    public static TheoryData<string> Cases => [.. OnnxArchive.Cases.Keys.Where(name => OnnxLeftOut.Reason(name) is null)];

    [TestDataTheory(OnnxArchive.FileName)]
    [MemberData(nameof(Cases))]
    public void GivesTheCasesOutput(string name) => Check(OnnxArchive.Cases[name]);

    [TestDataFact(OnnxArchive.FileName)]
    public void NoneIsLeftOutThatWouldPass()
    {
        string[] passing = [.. OnnxArchive.Cases.Keys.Where(name => OnnxLeftOut.Reason(name) is not null && Passes(OnnxArchive.Cases[name]))];
        Assert.True(passing.Length == 0, $"These cases are left out, but pass: {string.Join(", ", passing)}.");
    }

    [TestDataFact(OnnxArchive.FileName)]
    public void EveryReasonIsThatOfACase()
    {
        var names = OnnxArchive.Cases.Keys;
        Assert.Equal(469, names.Count());
        Assert.All(OnnxLeftOut.Reasons, one => Assert.Contains(names, name => FileSystemName.MatchesSimpleExpression(one.Pattern, name, ignoreCase: false)));
    }

    private static bool Passes(OnnxCase one)
    {
        try
        {
            Check(one);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static void Check(OnnxCase one)
    {
        var node = one.Node();
        var expected = one.Outputs();
        foreach (var set in KernelSet.Supported)
        {
            float[][] outputs = OnnxRunner.Run(node, set);
            for (int i = 0; i < Math.Min(outputs.Length, expected.Length); i++)
                AssertClose(expected[i].Values, outputs[i], one.Name == FourDigits ? ProjectsTolerance : RelativeTolerance, $"{one.Name}, output {i} with {set}");
        }
    }

    private static void AssertClose(float[] expected, float[] actual, double relativeTolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (Math.Abs((double)expected[i] - actual[i]) <= AbsoluteTolerance + relativeTolerance * Math.Abs(expected[i])) continue;
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: value {i} is {actual[i]:R}, expected {expected[i]:R}."));
        }
    }
}
