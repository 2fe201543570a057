using System.Runtime.CompilerServices;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>A workload ready to be trained step by step on one batch of synthetic images.</summary>
internal sealed class TrainingSession : ISession
{
    private const double LearningRate = 0.001;

    private readonly ParameterStore _parameters;
    private readonly OptimizerState? _optimizer;
    private ulong _steps;

    /// <param name="set">The kernels, or null for the fastest.</param>
    /// <param name="withUpdate">Whether a step ends with stochastic gradient descent with momentum.</param>
    public TrainingSession(Workload workload, int threads, bool withUpdate, KernelSet? set = null)
    {
        Workload = workload;
        _parameters = new ParameterStore(workload.Graph, withGradients: true, set);
        LoadWeights();

        // The peer frees what it no longer needs at once; here the initial weights would be counted until a collection happens to come.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Plan = new ExecutionPlan(workload.Graph, _parameters, PlanMode.Training, workload.Batch, threads);
        _optimizer = withUpdate ? new Sgd { Momentum = 0.9 }.CreateState(_parameters.Trainable.Length, _parameters.Ranges, new UpdateSettings { Threads = threads }) : null;
        SyntheticBatch.Fill(Plan, workload.Graph.OutputShape.Size);
    }

    public Workload Workload { get; }

    public ExecutionPlan Plan { get; }

    /// <summary>Forward, loss and backward; returns the mean loss.</summary>
    public double ForwardBackward()
    {
        var result = Plan.ForwardBackward(Workload.Batch, CounterRandom.Hash(1, 0, _steps++));
        return result.LossSum / result.WeightSum;
    }

    /// <summary>The optimizer's update, if the session has one.</summary>
    public void Update() => _optimizer?.Step(_parameters.Trainable, _parameters.Gradients, LearningRate);

    public double Step(int batch)
    {
        if (batch != Workload.Batch) throw new ArgumentException($"'{Workload.Name}' is trained in batches of {Workload.Batch}.", nameof(batch));
        double loss = ForwardBackward();
        Update();
        return loss;
    }

    // A method of its own, so that nothing refers to the weights afterwards.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LoadWeights() => _parameters.Load(Workload.CreateWeights());

    public void Dispose()
    {
        Plan.Dispose();
        _parameters.Dispose();
    }
}
