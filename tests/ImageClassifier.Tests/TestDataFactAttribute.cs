namespace ImageClassifier.Tests;

/// <summary>A test that needs a file of the test data; where it is missing, the test is skipped and says so.</summary>
internal sealed class TestDataFactAttribute : FactAttribute
{
    private const string Variable = "CONVNET_TEST_DATA";

    public TestDataFactAttribute(string fileName)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
            Skip = $"{Variable} is not set; it should name the folder with {fileName}.";
        else if (!File.Exists(PathOf(fileName)))
            Skip = $"{Variable} is {folder}, which has no {fileName}.";
    }

    public static string PathOf(string fileName) => Path.Combine(Environment.GetEnvironmentVariable(Variable) ?? "", fileName);
}
