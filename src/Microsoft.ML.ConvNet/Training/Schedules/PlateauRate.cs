using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// A rate that is multiplied by a factor when the loss has not become smaller for some epochs, as PyTorch's ReduceLROnPlateau; after a number of reductions the run can end. The loss is that of
/// the validation rows, or of the training rows when there are none.
/// </summary>
public sealed record PlateauRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The first rate, above 0.</param>
    /// <param name="patience">Epochs without progress that are waited for; one more reduces the rate. At least 0; 10 by default.</param>
    /// <param name="factor">What the rate is multiplied by: more than 0 and at most 1; 0.1 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public PlateauRate(double learningRate, int patience = 10, double factor = 0.1)
    {
        LearningRate = learningRate;
        Patience = patience;
        Factor = factor;
    }

    /// <summary>The first rate.</summary>
    public double LearningRate { get; init => field = CheckRate(value, nameof(LearningRate)); }

    /// <summary>Epochs without progress that are waited for.</summary>
    public int Patience
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Patience), value, $"{nameof(Patience)} must be 0 or more.");
    }

    /// <summary>What the rate is multiplied by.</summary>
    public double Factor { get; init => field = CheckFactor(value, nameof(Factor)); }

    /// <summary>The share of the best loss by which another must be smaller to count as progress: at least 0, less than 1; 0.0001 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Threshold
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Threshold), value, $"{nameof(Threshold)} must be at least 0 and less than 1.");
    } = 1e-4;

    /// <summary>Reductions after which the next plateau ends the run; <see langword="null"/> (default): it goes on to its last epoch. At least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? MaximumReductions
    {
        get;
        init => field = value is null or >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaximumReductions), value, $"{nameof(MaximumReductions)} must be 0 or more.");
    }

    /// <summary>The rate before anything has been measured: the trainer lowers it as the run goes.</summary>
    public override double Rate(ScheduleStep step) => LearningRate;

    internal override ScheduleState CreateState() => new State(this);

    private sealed class State(PlateauRate schedule) : ScheduleState(schedule)
    {
        private double _best = double.PositiveInfinity;
        private int _badEpochs, _reductions;
        private double _rate = schedule.LearningRate;
        private bool _isAtEnd;

        public override bool IsAtEnd => _isAtEnd;

        public override double Rate(ScheduleStep step) => _rate;

        public override void OnEpoch(EpochMetrics metrics)
        {
            double loss = metrics.ValidationLoss ?? metrics.Loss;
            if (loss < _best * (1 - schedule.Threshold))
            {
                _best = loss;
                _badEpochs = 0;
                return;
            }

            if (++_badEpochs <= schedule.Patience) return;
            _badEpochs = 0;
            if (schedule.MaximumReductions is { } most && _reductions == most)
            {
                _isAtEnd = true;
                return;
            }

            _rate *= schedule.Factor;
            _reductions++;
        }
    }
}
