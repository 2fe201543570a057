using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>
/// The configurations of an experiment: the first has the initial values, each other is drawn at random, and none comes twice. Which one a trial has depends on the seed, the space and its
/// number only, so that it can be drawn again when the experiment goes on.
/// </summary>
internal sealed class SpaceSampler(ConvNetSearchSpace space, int seed)
{
    /// <summary>Draws after which a space counts as exhausted, if each of them gave what was there already.</summary>
    private const int MostDraws = 200;

    /// <summary>More digits than these decide nothing, and values with few can be read, and are the same whatever the system's logarithm rounds to.</summary>
    private const int Digits = 3;

    private readonly List<ImmutableArray<object>> _drawn = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private ulong _draws;

    /// <summary>The values of a trial, in the order of the space's options; null if the space has no further ones.</summary>
    /// <param name="trial">From 1.</param>
    public ImmutableArray<object>? Values(int trial)
    {
        while (_drawn.Count < trial)
        {
            if (Draw() is not { } values) return null;
            _drawn.Add(values);
        }

        return _drawn[trial - 1];
    }

    private ImmutableArray<object>? Draw()
    {
        if (_drawn.Count == 0) return New([.. space.Options.Select(option => option.Initial)]);
        for (int i = 0; i < MostDraws; i++)
        {
            ulong draw = ++_draws;
            if (New([.. space.Options.Select(option => Value(option, draw))]) is { } values) return values;
        }

        return null;
    }

    private ImmutableArray<object>? New(ImmutableArray<object> values) =>
        _known.Add(string.Join('\n', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))) ? values : null;

    private object Value(ConvNetSearchOption option, ulong draw)
    {
        // A stream for each option: another option more or less changes nothing about the others.
        ulong stream = 0;
        foreach (byte value in Encoding.UTF8.GetBytes(option.Name)) stream = CounterRandom.Mix(stream + value + 1);
        if (!option.IsRange) return option.Candidates[(int)CounterRandom.Below(option.Candidates.Length, (ulong)seed, stream, draw)];
        double share = CounterRandom.Uniform((ulong)seed, stream, draw);
        if (option.IsWhole && !option.IsLogarithmic)
        {
            double least = Math.Ceiling(option.Minimum), count = Math.Floor(option.Maximum) - least + 1;
            return SpaceReader.ToType(least + Math.Floor(share * count), option.Type);
        }

        double drawn = option.IsLogarithmic ? option.Minimum * Math.Pow(option.Maximum / option.Minimum, share) : option.Minimum + share * (option.Maximum - option.Minimum);
        double rounded = option.IsWhole ? Math.Round(drawn) : double.Parse(drawn.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return SpaceReader.ToType(Math.Clamp(rounded, option.Minimum, option.Maximum), option.Type);
    }
}
