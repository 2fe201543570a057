namespace Microsoft.ML.ConvNet.Tests;

/// <summary>As <see cref="TestDataFactAttribute"/>, for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TestDataTheoryAttribute : TheoryAttribute
{
    public TestDataTheoryAttribute(string fileName) => Skip = new TestDataFactAttribute(fileName).Skip;
}
