using System.Text.Json;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>What tests/golden/optimizers.py wrote.</summary>
internal sealed record OptimizerGolden(
    int Weights, float[] Initial, float[][] Gradients, double[] Rates, OptimizerGolden.OptimizerCase[] Cases, OptimizerGolden.ScheduleCase[] Schedules, OptimizerGolden.PlateauCase Plateau)
{
    public static OptimizerGolden Values { get; } =
        JsonSerializer.Deserialize<OptimizerGolden>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "optimizers.json")), JsonSerializerOptions.Web)!;

    internal sealed record OptimizerCase(
        string Optimizer, double Momentum, bool Nesterov, double WeightDecay, double Beta1, double Beta2, double Epsilon, double Rho, double InitialAccumulator, float[][] Parameters)
    {
        public Optimizer Create() => Optimizer switch
        {
            "Sgd" => new Sgd { Momentum = Momentum, Nesterov = Nesterov, WeightDecay = WeightDecay },
            "Adam" => new Adam { Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon, WeightDecay = WeightDecay },
            "AdamW" => new AdamW { WeightDecay = WeightDecay },
            "RmsProp" => new RmsProp { Rho = Rho, Epsilon = Epsilon, Momentum = Momentum, WeightDecay = WeightDecay },
            "AdaGrad" => new AdaGrad { InitialAccumulator = InitialAccumulator, Epsilon = Epsilon, WeightDecay = WeightDecay },
            "AdaDelta" => new AdaDelta { Rho = Rho, Epsilon = Epsilon, WeightDecay = WeightDecay },
            _ => throw new InvalidDataException(Optimizer),
        };
    }

    internal sealed record ScheduleCase(string Schedule, long StepsPerEpoch, double[] Rates);

    internal sealed record PlateauCase(double[] Losses, double[] Rates);
}
