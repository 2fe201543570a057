namespace Microsoft.ML.ConvNet.Tests;

/// <summary>A test that needs a file of the test data: skipped, with a message that says so, where CONVNET_TEST_DATA does not name a folder that has it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TestDataFactAttribute : FactAttribute
{
    public TestDataFactAttribute(string fileName)
    {
        if (!File.Exists(PathOf(fileName))) Skip = $"CONVNET_TEST_DATA must name a folder with {fileName} (see CONTRIBUTING.md).";
    }

    public static string PathOf(string fileName) => Path.Combine(Environment.GetEnvironmentVariable("CONVNET_TEST_DATA") ?? "", fileName);
}
