namespace Microsoft.ML.ConvNet.Training;

/// <content>Taking the state of a run, and going on from one.</content>
internal sealed partial class TrainingRun
{
    private TrainingPosition _saved;

    private void SaveStateIfDue()
    {
        if (_settings.Checkpoints is { } checkpoints && checkpoints.IsDue(_position)) SaveState();
    }

    private void SaveState()
    {
        if (_settings.Checkpoints is not { } checkpoints || _position == _saved) return;
        checkpoints.Save(Capture());
        _saved = _position;
    }

    /// <summary>The state after the last step.</summary>
    private TrainingState Capture()
    {
        // There are some only when the run was cancelled within a step.
        if (_updater.Gathered.Batches > 0) _updater.AbandonStep();
        return new TrainingState
        {
            Position = _position,
            Elapsed = Elapsed,
            History = [.. _history],
            Weights = _parameters.Save(),
            OptimizerSlots = new Weights(_optimizer.Slots.SelectMany(
                slot => _parameters.Unpack(slot.Value).Select(tensor => KeyValuePair.Create($"{slot.Key}/{tensor.Key}", tensor.Value)))),
            OptimizerNumbers = new Dictionary<string, double>(_optimizer.Numbers, StringComparer.Ordinal),
            Average = _average?.Parameters.Save(),
            Kept = _kept.Epoch > 0 ? _kept : null,
        };
    }

    /// <summary>Goes on from a state of the same run.</summary>
    /// <exception cref="ArgumentException">The state lacks a tensor or a number, or one has other dimensions; the message names it.</exception>
    private void Restore(TrainingState state)
    {
        _parameters.Load(state.Weights);
        _average?.Parameters.Load(state.Average ?? throw Lacks("an average of the weights"));
        foreach (var (slot, block) in _optimizer.Slots)
        {
            string prefix = slot + "/";
            var tensors = state.OptimizerSlots.Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal));
            _parameters.Pack(new Weights(tensors.Select(tensor => KeyValuePair.Create(tensor.Key[prefix.Length..], tensor.Value))), block);
        }

        foreach (string name in _optimizer.Numbers.Keys.ToArray())
            _optimizer.Numbers[name] = state.OptimizerNumbers.TryGetValue(name, out double value) ? value : throw Lacks($"the optimizer's number '{name}'");

        foreach (var metrics in state.History) Remember(metrics);
        if (state.Kept is { } kept) _kept = kept;
        _position = _saved = state.Position;
        _elapsedBefore = state.Elapsed;

        static ArgumentException Lacks(string what) => new($"The state of the run lacks {what}.", nameof(state));
    }
}
