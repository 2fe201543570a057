using System.CommandLine;
using System.CommandLine.Parsing;
using ImageClassifier.Learning;
using ImageClassifier.Pictures;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Commands;

/// <summary>Options that several commands have, and how their values are checked.</summary>
internal static class CommonOptions
{
    public static string KnownArchitectures => string.Join(", ", ConvNetArchitecture.All.Select(architecture => architecture.Name));

    public static Option<string> Model() => new("--model", "-m")
    {
        Description = "The model file.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "model.zip",
    };

    /// <summary>The network as an argument.</summary>
    public static Argument<ConvNetArchitecture?> RequiredArchitecture() => new("ARCHITECTURE")
    {
        Description = $"One of {KnownArchitectures}.",
        CustomParser = ParseArchitecture,
    };

    /// <summary>A finite number for each channel.</summary>
    public static Option<float[]> Channels(string name, string description, float[] defaultValue) => new Option<float[]>(name)
    {
        Description = description,
        HelpName = "R G B",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => defaultValue,
    }.Check(values => values.All(float.IsFinite), "expected finite numbers");

    public static Option<PictureSize?> Size(string description) => new("--size", "-s")
    {
        Description = description,
        HelpName = "N or WxH",
        CustomParser = result =>
        {
            if (PictureSize.TryParse(result.Tokens[0].Value, out PictureSize? size)) return size;
            result.AddError($"--size is '{result.Tokens[0].Value}'; expected pixels such as 32, or width and height such as 64x48.");
            return null;
        },
    };

    /// <summary>The name of an augmentation.</summary>
    public static Option<string?> Augment(string description) => new Option<string?>("--augment")
    {
        Description = $"{description} One of {string.Join(", ", NamedAugmentations.Presets.Keys)}.",
        HelpName = "NAME",
    }.Check(name => name is not null && NamedAugmentations.Presets.ContainsKey(name), $"expected one of {string.Join(", ", NamedAugmentations.Presets.Keys)}");

    public static Option<int> Mistakes() => Number("--mistakes", "How many of the worst mistakes to list.", 10, least: 0);

    public static Option<int> Seed() => Number("--seed", "Decides everything random; the same seed gives the same result.", 1, least: 0);

    /// <summary>A whole number that may not be below a bound.</summary>
    public static Option<int> Number(string name, string description, int defaultValue, int least, params string[] aliases) => new Option<int>(name, aliases)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => defaultValue,
    }.Check(value => value >= least, $"expected a whole number of at least {least}");

    /// <summary>Refuses values, saying what was expected. Text that is no value of the type at all is left to the parser's own message.</summary>
    public static Option<T> Check<T>(this Option<T> option, Predicate<T> isAllowed, string expected)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0) return;
            T? value;
            try
            {
                value = result.GetValueOrDefault<T>();
            }
            catch (InvalidOperationException)
            {
                return;
            }

            if (value is not null && !isAllowed(value)) result.AddError($"{option.Name} is {result.Tokens[0].Value}; {expected}.");
        });
        return option;
    }

    /// <summary>The parser of options and arguments that name a network.</summary>
    public static ConvNetArchitecture? ParseArchitecture(ArgumentResult result)
    {
        try
        {
            return ConvNetArchitecture.Parse(result.Tokens[0].Value);
        }
        catch (ArgumentException exception)
        {
            result.AddError(exception.Message.Split(" (Parameter")[0]);
            return null;
        }
    }
}
