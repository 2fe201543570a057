using Microsoft.ML.ConvNet.Tests.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>A training step allocates nothing on the managed heap, on no thread of the process.</summary>
public class TrainingAllocationTests
{
    private static readonly ImageShape Shape = new(1, 28, 28);

    [Fact]
    public void StepsWithMomentumAllocateNothing() => ChildProcess.Run(TrainWithMomentum, ChildProcess.CompileOnce);

    [Fact]
    public void StepsWithAdamBatchNormAndDropoutAllocateNothing() => ChildProcess.Run(TrainWithAdam, ChildProcess.CompileOnce);

    [Fact]
    public void StepsWithNormsAndStructureAllocateNothing() => ChildProcess.Run(TrainStructure, ChildProcess.CompileOnce);

    [Fact]
    public void StepsThatComputeActivationsAgainAllocateNothing() => ChildProcess.Run(TrainRecomputing, ChildProcess.CompileOnce);

    private static void TrainWithMomentum() => CheckAllocations(ConvNetArchitecture.LeNet5, new Sgd());

    private static void TrainWithAdam() => CheckAllocations(ConvNetArchitecture.Small, new Adam());

    private static void TrainStructure() => CheckAllocations(ConvNetArchitecture.Custom("structure", StructureNetwork.Build), new Sgd());

    private static void TrainRecomputing() => CheckAllocations(ConvNetArchitecture.Small, new Adam(), recomputeActivations: true);

    private static void CheckAllocations(ConvNetArchitecture architecture, Optimizer optimizer, bool recomputeActivations = false)
    {
        var network = architecture.Build(Shape, 10);
        var settings = new TrainingSettings
        {
            Epochs = 2, BatchSize = 8, Optimizer = optimizer, Schedule = new CosineRate(0.001), Seed = 1, Threads = 2, RecomputeActivations = recomputeActivations,
        };
        using var training = new PatternBatchSource(Shape, 10, 20 * 8);
        var observer = new AllocationObserver();
        NetworkTrainer.Train(network, network.InitializeWeights(1), training, null, settings, observer);
        if (observer.Batches != 40) throw new InvalidOperationException($"{observer.Batches} batches were trained.");
        if (observer.Allocated != 0) throw new InvalidOperationException($"{architecture.Name}: training steps allocated {observer.Allocated} bytes, first in batch {observer.First}.");
    }

    /// <summary>Sums what was allocated between the batches of the second epoch; the first one calls everything once.</summary>
    private sealed class AllocationObserver : ITrainingObserver
    {
        private int _epoch;
        private long _last;

        public int Batches { get; private set; }

        public long Allocated { get; private set; }

        /// <summary>Zero-based number of the first batch that allocated.</summary>
        public int First { get; private set; }

        public void ThrowIfCancelled()
        {
        }

        public void OnBatch(int epoch, long rowsDone, long rowCount, double loss)
        {
            long total = GC.GetTotalAllocatedBytes(precise: true);
            if (epoch == 2 && _epoch == 2)
            {
                Allocated += total - _last;
                if (total != _last && First == 0) First = Batches;
            }

            // Once all threads shall have gone to sleep and been woken, as they are now and then.
            if (Batches == 5) Thread.Sleep(50);
            _epoch = epoch;
            Batches++;
            _last = GC.GetTotalAllocatedBytes(precise: true);
        }

        public void OnEpoch(EpochMetrics metrics, TimeSpan remaining)
        {
        }

        public void OnDiverged(int epoch, double learningRate, double loss, int keptEpoch)
        {
        }
    }
}
