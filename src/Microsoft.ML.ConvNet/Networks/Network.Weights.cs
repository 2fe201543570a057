namespace Microsoft.ML.ConvNet;

public sealed partial class Network
{
    /// <summary>Initial weights; the same seed gives the same bits on every machine.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>All parameters and running statistics, in the order of the layers.</returns>
    public Weights InitializeWeights(ulong seed) => InitializeWeights(seed, _ => null);

    /// <summary>
    /// The network's weights taken by name from others, such as a state dictionary saved from PyTorch (<see cref="SafeTensors.ReadFile"/>): every tensor must be there with the
    /// network's dimensions, and no other.
    /// </summary>
    /// <param name="weights">Where to take them from, in any order.</param>
    /// <returns>All parameters and running statistics, in the order of the layers. The tensors are those given, not copies.</returns>
    /// <exception cref="ArgumentException">The weights do not fit; the message lists the tensors that are missing, unexpected or of other dimensions.</exception>
    public Weights LoadWeights(Weights weights) => LoadWeights(weights, allowPartial: false, seed: 0, out _);

    /// <summary>As <see cref="LoadWeights(Weights)"/>, for fine-tuning too: with another number of classes, say, the last layer's tensors do not fit.</summary>
    /// <param name="weights">Where to take them from, in any order.</param>
    /// <param name="allowPartial">
    /// Whether what fits by name and dimensions is taken and the rest of the network starts as <see cref="InitializeWeights(ulong)"/> makes it; otherwise everything must fit.
    /// </param>
    /// <param name="seed">Seed of what starts at random.</param>
    /// <param name="match">What was loaded, and what is missing, unexpected or of other dimensions.</param>
    /// <returns>All parameters and running statistics, in the order of the layers. The tensors are those given, not copies, where they were loaded.</returns>
    /// <exception cref="ArgumentException">
    /// The weights do not fit, or with <paramref name="allowPartial"/> not one tensor does; the message lists the tensors that are missing, unexpected or of other dimensions.
    /// </exception>
    public Weights LoadWeights(Weights weights, bool allowPartial, ulong seed, out WeightsMatch match)
    {
        match = MatchWeights(weights);
        if (match.Problem(allowPartial) is { } problem) throw new ArgumentException(problem, nameof(weights));
        var loaded = match.Loaded.ToHashSet(StringComparer.Ordinal);
        return InitializeWeights(seed, name => loaded.Contains(name) ? weights[name] : null);
    }

    /// <summary>Compares the names and dimensions of weights with those of the network's own.</summary>
    /// <param name="weights">Any weights.</param>
    public WeightsMatch MatchWeights(Weights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var known = new HashSet<string>(StringComparer.Ordinal);
        List<string> loaded = [], missing = [];
        List<WeightsMatch.OtherShape> otherShapes = [];
        foreach (var node in Nodes)
        {
            foreach (var parameter in node.Parameters)
            {
                string name = node.FullName(parameter);
                known.Add(name);
                if (!weights.TryGetValue(name, out var tensor)) missing.Add(name);
                else if (tensor.Dimensions.AsSpan().SequenceEqual(parameter.Dimensions.AsSpan())) loaded.Add(name);
                else otherShapes.Add(new WeightsMatch.OtherShape(name, parameter.Dimensions, tensor.Dimensions));
            }
        }

        return new WeightsMatch([.. loaded], [.. missing], [.. weights.Keys.Where(name => !known.Contains(name))], [.. otherShapes]);
    }

    /// <summary>Checks that the weights are those of this network, before anything is allocated for it.</summary>
    /// <exception cref="ArgumentException">They are not; the message is that of <see cref="LoadWeights(Weights)"/>.</exception>
    internal void CheckWeights(Weights weights) => LoadWeights(weights);

    /// <param name="given">The tensor of this name, or null for an initial one.</param>
    private Weights InitializeWeights(ulong seed, Func<string, Tensor?> given)
    {
        return new Weights(Nodes.SelectMany(node => node.Parameters.Select(parameter =>
        {
            string name = node.FullName(parameter);
            if (given(name) is { } tensor) return KeyValuePair.Create(name, tensor);
            var values = new float[parameter.Count];
            parameter.Initializer.Fill(values, seed, name, parameter.FanIn, parameter.FanOut);
            return KeyValuePair.Create(name, new Tensor(parameter.Dimensions, values));
        })));
    }
}
