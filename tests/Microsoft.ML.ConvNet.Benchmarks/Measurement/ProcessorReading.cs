using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>What one thread of the machine gives at a moment. A neighbour may take multiply-adds, memory, or both.</summary>
/// <param name="Peak">Operations a second of multiply-adds from registers (<see cref="FmaPeak"/>); not a number without vectors.</param>
/// <param name="Stream">Bytes a second of reading memory that the second-level cache does not hold, but the cache that processors share may.</param>
internal readonly record struct ProcessorReading(double Peak, double Stream)
{
    private const int StreamFloats = 2 << 20, StreamPasses = 3;
    private const double PeakSeconds = 0.005;

    private static readonly AlignedMemory s_memory = new(StreamFloats);

    public static ProcessorReading Take(KernelSet set)
    {
        double peak = set.Lanes > 1 ? FmaPeak.Measure(set, threads: 1, PeakSeconds) : double.NaN;
        long start = Stopwatch.GetTimestamp();
        float sum = 0;
        for (int pass = 0; pass < StreamPasses; pass++) sum += TensorPrimitives.Sum(s_memory.Span);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (sum != 0) throw new InvalidOperationException("The memory was zero.");
        return new ProcessorReading(peak, (double)StreamPasses * StreamFloats * sizeof(float) / seconds);
    }

    /// <summary>Whether both are at least those of another reading.</summary>
    public bool IsAtLeast(ProcessorReading other) => Peak >= other.Peak && Stream >= other.Stream;
}
