using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.ConvNet.Experiments;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// What a <see cref="ConvNetExperiment"/> searches: the options that a class declares with ML.NET's attributes, perhaps narrowed. Immutable.
/// </summary>
/// <example>
/// <code language="csharp">
/// settings.SearchSpace = ConvNetSearchSpace.For(new ImageShape(3, 32, 32), classCount: 10)
///     .WithRange("LearningRate", 5e-4, 5e-3).WithChoice("Architecture", "small", "resnet20").WithValue("Augmentation.HorizontalFlip", true);
/// settings.SearchSpace = ConvNetSearchSpace.Of&lt;MySpace&gt;();
/// </code>
/// </example>
public sealed class ConvNetSearchSpace
{
    private readonly Func<IConvNetSpace> _create;
    private readonly ImmutableArray<SpaceMember> _members;

    private ConvNetSearchSpace(Func<IConvNetSpace> create, ImmutableArray<SpaceMember> members, ImmutableArray<ConvNetSearchOption> options)
    {
        _create = create;
        _members = members;
        Options = options;
    }

    /// <summary>The options, in the order in which the class declares them, nested ones behind the others.</summary>
    public ImmutableArray<ConvNetSearchOption> Options { get; }

    /// <summary>The search space that a class declares.</summary>
    /// <typeparam name="TSpace">A class with ML.NET's attributes on public properties or fields that can be set.</typeparam>
    /// <remarks>
    /// A range without an initial value begins with the value that a new object has, if it lies within, else with its middle; a choice with its default, or the value that a new object has if it is
    /// among the candidates, else with the first candidate.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An attribute does not suit its member, or there is none; the message names the member.</exception>
    public static ConvNetSearchSpace Of<TSpace>()
        where TSpace : class, IConvNetSpace, new()
    {
        var members = SpaceReader.Read(typeof(TSpace));
        var initial = new TSpace();
        return new ConvNetSearchSpace(() => new TSpace(), members, [.. members.Select(member => SpaceReader.Option(member, initial))]);
    }

    /// <summary>The default search space for images of this size and so many classes: <see cref="ConvNetSpace"/> with the networks and widths that suit them; images of one channel are not mirrored.</summary>
    /// <param name="image">Shape of the images (C, H, W).</param>
    /// <param name="classCount">Number of classes, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shape is impossible, or there are fewer than two classes.</exception>
    public static ConvNetSearchSpace For(ImageShape image, int classCount) => DefaultSpace.Of(image, classCount);

    /// <summary>The same space with another range of one option.</summary>
    /// <param name="name">Name of an option that is a number.</param>
    /// <param name="minimum">The least value.</param>
    /// <param name="maximum">The largest value, more than the least.</param>
    /// <param name="initial">What the first trial takes; <see langword="null"/>: the initial value so far, or the end of the range that is next to it.</param>
    /// <param name="isLogarithmic">Whether it is drawn from evenly by the logarithm; <see langword="null"/>: as so far.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such option, it is no number, or the range is impossible.</exception>
    public ConvNetSearchSpace WithRange(string name, double minimum, double maximum, double? initial = null, bool? isLogarithmic = null)
    {
        var option = Find(name);
        if (!SpaceReader.IsNumber(option.Type)) throw new ArgumentOutOfRangeException(nameof(name), $"Option {name} of the search space is of type {option.Type.Name}: a range needs a number.");
        bool isLog = isLogarithmic ?? option.IsLogarithmic;
        SpaceReader.CheckRange(name, minimum, maximum, isLog);
        double first = initial ?? Math.Clamp(Convert.ToDouble(option.Initial, CultureInfo.InvariantCulture), minimum, maximum);
        if (!(first >= minimum && first <= maximum))
            throw new ArgumentOutOfRangeException(nameof(initial), initial, $"Option {name} of the search space: the initial value must lie within the range.");
        return With(new ConvNetSearchOption(name, option.Type, SpaceReader.ToType(first, option.Type)) { Minimum = minimum, Maximum = maximum, IsLogarithmic = isLog });
    }

    /// <summary>The same space with other candidates for one option.</summary>
    /// <param name="name">Name of an option.</param>
    /// <param name="candidates">The candidates, at least one, of the option's type or what can be converted to it. The first trial takes the initial value so far, if it is among them, else the first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such option, or a candidate is not of its type.</exception>
    public ConvNetSearchSpace WithChoice(string name, params object[] candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var option = Find(name);
        var converted = SpaceReader.Candidates(name, option.Type, candidates);
        return With(new ConvNetSearchOption(name, option.Type, converted.Contains(option.Initial) ? option.Initial : converted[0]) { Candidates = converted });
    }

    /// <summary>The same space with one option settled.</summary>
    /// <param name="name">Name of an option.</param>
    /// <param name="value">Its value in all trials.</param>
    /// <inheritdoc cref="WithChoice" path="/exception"/>
    public ConvNetSearchSpace WithValue(string name, object value) => WithChoice(name, value);

    /// <summary>An option on every line.</summary>
    public override string ToString() => string.Join('\n', Options);

    /// <summary>A new object of the class with these values, one for each option, in their order.</summary>
    internal IConvNetSpace Create(IReadOnlyList<object> values)
    {
        var space = _create();
        for (int i = 0; i < _members.Length; i++) _members[i].SetValue(space, values[i]);
        return space;
    }

    private ConvNetSearchOption Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Options.FirstOrDefault(option => option.Name == name) ?? throw new ArgumentOutOfRangeException(
            nameof(name), name, $"The search space has no option {name}; it has {string.Join(", ", Options.Select(option => option.Name))}.");
    }

    private ConvNetSearchSpace With(ConvNetSearchOption changed) => new(_create, _members, [.. Options.Select(option => option.Name == changed.Name ? changed : option)]);
}
