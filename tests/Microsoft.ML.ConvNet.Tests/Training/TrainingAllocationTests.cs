using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>A training step allocates nothing on the managed heap, on no thread of the process.</summary>
public class TrainingAllocationTests
{
    private static readonly ImageShape Shape = new(1, 28, 28);

    [Fact]
    public void StepsWithMomentumAllocateNothing() => ChildProcess.Run(TrainWithMomentum);

    [Fact]
    public void StepsWithAdamBatchNormAndDropoutAllocateNothing() => ChildProcess.Run(TrainWithAdam);

    private static void TrainWithMomentum() => CheckAllocations(ConvNetArchitecture.LeNet5, new Sgd());

    private static void TrainWithAdam() => CheckAllocations(ConvNetArchitecture.Small, new Adam());

    private static void CheckAllocations(ConvNetArchitecture architecture, Optimizer optimizer)
    {
        var network = architecture.Build(Shape, 10);
        var settings = new TrainingSettings { Epochs = 2, BatchSize = 8, Optimizer = optimizer, Schedule = new CosineRate(0.001), Seed = 1, Threads = 2 };
        using var training = new PrefetchingBatchSource(new PatternBatchSource(Shape, 10, 20 * 8), settings.BatchSize);
        var observer = new AllocationObserver();
        NetworkTrainer.Train(network, network.InitializeWeights(1), training, null, settings, observer);
        if (observer.Batches != 40) throw new InvalidOperationException($"{observer.Batches} batches were trained.");
        if (observer.Allocated != 0) throw new InvalidOperationException($"{architecture.Name}: training steps allocated {observer.Allocated} bytes.");
    }

    /// <summary>Sums what was allocated between two batches of one epoch, apart from the first batches of the run, which warm everything up.</summary>
    private sealed class AllocationObserver : ITrainingObserver
    {
        private const int WarmUpBatches = 3;
        private int _epoch;
        private long _last;

        public int Batches { get; private set; }

        public long Allocated { get; private set; }

        public void ThrowIfCancelled()
        {
        }

        public void OnBatch(int epoch, long rowsDone, long rowCount, double loss)
        {
            long total = GC.GetTotalAllocatedBytes(precise: true);
            if (epoch == _epoch && Batches >= WarmUpBatches) Allocated += total - _last;
            _epoch = epoch;
            _last = GC.GetTotalAllocatedBytes(precise: true);
            Batches++;
        }

        public void OnEpoch(EpochMetrics metrics)
        {
        }

        public void OnDiverged(int epoch, double learningRate, double loss)
        {
        }
    }
}
