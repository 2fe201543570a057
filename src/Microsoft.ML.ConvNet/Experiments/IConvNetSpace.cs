namespace Microsoft.ML.ConvNet;

/// <summary>
/// A search space: a class whose properties or fields bear ML.NET's attributes Range, Choice, BooleanChoice and NestOption (namespace Microsoft.ML.SearchSpace), and which turns their values
/// into options of the trainer. The same class is the parameter of a sweepable estimator in <c>mlContext.Auto()</c>; docs/experiments.md shows how.
/// </summary>
/// <example>
/// <code language="csharp">
/// public sealed class RateAndBatch : IConvNetSpace
/// {
///     [Range(1e-4f, 1e-2f, init: 1e-3f, logBase: true)] public float LearningRate { get; set; }
///
///     [Choice(new object[] { 32, 64, 128 }, 64)] public int BatchSize { get; set; }
///
///     public void ApplyTo(ConvNetTrainer.Options options) => (options.LearningRate, options.BatchSize) = (LearningRate, BatchSize);
/// }
///
/// settings.SearchSpace = ConvNetSearchSpace.Of&lt;RateAndBatch&gt;();
/// </code>
/// </example>
/// <seealso cref="ConvNetSpace"/>
public interface IConvNetSpace
{
    /// <summary>Writes the values into a trainer's options, which hold what all trials share; <see cref="ConvNetTrainerBase.OptionsBase.Epoch"/> is that of a whole trial and stays as it is.</summary>
    /// <param name="options">The options of one trial.</param>
    void ApplyTo(ConvNetTrainer.Options options);
}
