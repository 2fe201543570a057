using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// The steps of a run: gathers the gradients of one or more batches, lets the optimizer move the parameters by their mean over all rows, and the average follow.
/// Allocates nothing in a step.
/// </summary>
/// <param name="parameters">What is trained.</param>
/// <param name="optimizer">Its memory is part of the run's state.</param>
/// <param name="average">Follows the parameters, or null.</param>
/// <param name="batches">Most batches of a step.</param>
internal sealed class ParameterUpdater(ParameterStore parameters, OptimizerState optimizer, WeightAverage? average, int batches)
{
    private readonly float[] _sum = new float[batches > 1 ? parameters.Gradients.Length : 0];

    // Batch norm's running statistics move with every batch, and the state of a run is that of its last step.
    private readonly float[] _statistics = new float[batches > 1 ? parameters.Statistics.Length : 0];
    private EpochTotals _gathered;

    /// <summary>The batches that are waiting for the step.</summary>
    public EpochTotals Gathered => _gathered;

    /// <summary>Whether the step has all its batches.</summary>
    public bool IsFull => _gathered.Batches == batches;

    /// <summary>Takes the gradients that are in the store: of the mean loss of a batch.</summary>
    public void Gather(EpochTotals batch)
    {
        // Without any weight a batch has nothing to teach, and its mean gradient is not defined.
        if (batches > 1 && batch.WeightSum > 0)
        {
            if (_gathered.WeightSum == 0) TensorPrimitives.Multiply(parameters.Gradients, (float)batch.WeightSum, _sum);
            else TensorPrimitives.MultiplyAdd(parameters.Gradients, (float)batch.WeightSum, _sum, _sum);
        }

        _gathered += batch;
    }

    /// <summary>Moves the parameters.</summary>
    /// <param name="learningRate">Rate of the step.</param>
    /// <param name="step">One-based step of the run.</param>
    /// <returns>What the batches of the step came to.</returns>
    public EpochTotals Step(double learningRate, long step)
    {
        if (_gathered.WeightSum > 0)
        {
            if (batches > 1) TensorPrimitives.Divide(_sum, (float)_gathered.WeightSum, parameters.Gradients);
            optimizer.Step(parameters.Trainable, parameters.Gradients, learningRate);
        }

        average?.Update(step);
        var totals = _gathered;
        BeginStep();
        return totals;
    }

    /// <summary>To be called before the first step, and when the parameters were set from outside.</summary>
    public void BeginStep()
    {
        _gathered = default;
        parameters.Statistics[.._statistics.Length].CopyTo(_statistics);
    }

    /// <summary>Makes undone what has happened since the last step.</summary>
    public void AbandonStep()
    {
        _gathered = default;
        _statistics.CopyTo(parameters.Statistics);
    }
}
