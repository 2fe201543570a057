using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

public class CorrelationTests
{
    public static TheoryData<string, string> GroupsOfAllSets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var set in KernelSet.Supported)
                foreach (string group in CorrelationCases.Groups.Keys) data.Add(set.Name, group);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(GroupsOfAllSets))]
    public void AgreesWithTheDefinition(string setName, string group)
    {
        var set = KernelSet.Supported.Single(set => set.Name == setName);
        int checkedCases = 0;
        foreach (var one in CorrelationCases.Groups[group]())
        {
            CorrelationChecks.Check(set, one);
            checkedCases++;
        }

        Assert.NotEqual(0, checkedCases);
    }
}
