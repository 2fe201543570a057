using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.ConvNet;

/// <summary>Named tensors in a fixed order: the parameters and running statistics of a network (names as in torchvision, for example <c>conv1.weight</c>).</summary>
public sealed class Weights : IReadOnlyDictionary<string, Tensor>
{
    private readonly OrderedDictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Creates a set of named tensors; enumeration keeps the order given.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public Weights(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        foreach (var (name, tensor) in tensors)
        {
            if (!_tensors.TryAdd(name, tensor)) throw new ArgumentException($"The tensor name '{name}' occurs twice.", nameof(tensors));
        }
    }

    /// <inheritdoc/>
    public Tensor this[string key] => _tensors.TryGetValue(key, out var tensor) ? tensor : throw new KeyNotFoundException($"There is no tensor named '{key}'.");

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _tensors.Keys;

    /// <inheritdoc/>
    public IEnumerable<Tensor> Values => _tensors.Values;

    /// <inheritdoc/>
    public int Count => _tensors.Count;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _tensors.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value) => _tensors.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() => _tensors.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
