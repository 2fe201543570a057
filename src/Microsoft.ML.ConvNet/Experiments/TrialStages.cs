namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>The epochs at which trials are compared: at the end of each stage, counted from the trial's beginning, rising.</summary>
internal static class TrialStages
{
    /// <summary>With fewer epochs than about these a trial tells little of what would become of it.</summary>
    private const int LeastEpochs = 5;

    private const int MostStages = 4;

    /// <summary>The stages of the first trial: a whole training divided by the reduction factor again and again, while the first stage is not too short.</summary>
    /// <param name="epochs">Epochs of a whole training.</param>
    /// <param name="reductionFactor">How many times as many each stage has as the one before.</param>
    public static IReadOnlyList<int> OfFirst(int epochs, int reductionFactor)
    {
        var stages = new List<int> { epochs };
        long divisor = reductionFactor;
        while (stages.Count < MostStages && DividedBy(divisor) >= LeastEpochs)
        {
            stages.Insert(0, DividedBy(divisor));
            divisor *= reductionFactor;
        }

        return stages;

        int DividedBy(long by) => (int)((epochs + by - 1) / by);
    }

    /// <summary>The stages of a trial that take about as long as those of the first: each as many epochs as the networks' costs say, at least one.</summary>
    /// <param name="first">The stages of the first trial.</param>
    /// <param name="cost">What an epoch costs compared with one of the first trial.</param>
    public static IReadOnlyList<int> OfCost(IReadOnlyList<int> first, double cost)
    {
        var stages = new List<int>();
        foreach (int epochs in first) stages.Add(Math.Max(1 + stages.LastOrDefault(), (int)Math.Round(Math.Min(epochs / cost, int.MaxValue / 2))));
        return stages;
    }
}
