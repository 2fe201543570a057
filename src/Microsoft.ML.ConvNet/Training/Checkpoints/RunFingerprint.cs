using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.ConvNet.Training.Checkpoints;

/// <summary>All that decides what a run comes to, by name and as text: network, data, options. A run can only go on from the checkpoint of a run with the same.</summary>
internal sealed class RunFingerprint
{
    private const int IdLength = 8;

    public RunFingerprint(IEnumerable<KeyValuePair<string, string>> entries)
    {
        Entries = [.. entries];
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Entries.Select(entry => $"{entry.Key}\t{entry.Value}"))));
        Id = Convert.ToHexStringLower(hash)[..IdLength];
    }

    /// <summary>Names and values.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Entries { get; }

    /// <summary>Tells runs in one folder apart: eight hexadecimal digits made of the entries.</summary>
    public string Id { get; }

    /// <summary>The value of an entry, or null.</summary>
    public string? this[string name] => Entries.FirstOrDefault(entry => entry.Key == name).Value;

    /// <summary>What is not the same, in words; empty if nothing is.</summary>
    /// <param name="checkpoint">The fingerprint in a checkpoint.</param>
    public IReadOnlyList<string> DifferencesFrom(RunFingerprint checkpoint) =>
    [
        .. from name in Entries.Concat(checkpoint.Entries).Select(entry => entry.Key).Distinct()
           where this[name] != checkpoint[name]
           select $"{name} was {checkpoint[name] ?? "not there"} and is {this[name] ?? "not there"}",
    ];
}
