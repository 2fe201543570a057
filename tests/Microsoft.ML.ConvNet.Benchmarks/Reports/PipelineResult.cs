namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>What scoring through ML.NET costs beside the engine alone.</summary>
/// <param name="EngineImageSeconds">One image through a plan of one.</param>
/// <param name="PredictionSeconds">The same through a PredictionEngine.</param>
/// <param name="Block">Rows that a cursor evaluates together.</param>
/// <param name="EngineImagesPerSecond">Full blocks through a plan.</param>
/// <param name="TransformImagesPerSecond">Transform, and a cursor that reads every score.</param>
internal sealed record PipelineResult(
    string Workload, int Threads, double EngineImageSeconds, double PredictionSeconds, int Block, double EngineImagesPerSecond, double TransformImagesPerSecond, ResultStamp Stamp);
