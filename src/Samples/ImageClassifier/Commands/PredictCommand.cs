using System.CommandLine;
using System.Globalization;
using ImageClassifier.Learning;
using ImageClassifier.Pictures;
using ImageClassifier.Reporting;
using Microsoft.ML;
using Spectre.Console;

namespace ImageClassifier.Commands;

/// <summary><c>predict FILE...</c>: the classes of new pictures.</summary>
internal static class PredictCommand
{
    public static Command Create(IAnsiConsole console)
    {
        var files = new Argument<string[]>("FILE") { Description = "Pictures, or folders of pictures.", Arity = ArgumentArity.OneOrMore };
        Option<string> model = CommonOptions.Model();
        Option<int> top = CommonOptions.Number("--top", "How many classes to show for each picture, the most probable first.", 3, least: 1);

        var command = new Command("predict", "Classifies pictures. In a pipe: file, class, probability, next class ... in columns separated by tabs.")
        {
            files, model, top,
        };
        command.SetAction((arguments, cancellation) => Task.Run(
            () =>
            {
                var mlContext = new MLContext();
                ITransformer classifier = ModelFile.Load(mlContext, arguments.GetRequiredValue(model));
                Picture[] pictures = [.. PictureFolder.Expand(arguments.GetRequiredValue(files)).Select(path => new Picture { ImagePath = path })];
                return PictureFile.NameBadOnes(pictures, () => Predict(mlContext, classifier, pictures, arguments.GetValue(top), console, cancellation));
            },
            cancellation));
        return command;
    }

    private static int Predict(MLContext mlContext, ITransformer classifier, Picture[] pictures, int top, IAnsiConsole console, CancellationToken cancellation)
    {
        IDataView scored = classifier.Transform(mlContext.Data.LoadFromEnumerable(pictures));
        IReadOnlyList<string> classNames = Classifier.GetClassNames(scored.Schema);
        bool isTerminal = console.Profile.Out.IsTerminal;
        Table table = new Table { Border = TableBorder.Rounded }.AddColumns("file", "class", "probability", "then");
        foreach (ScoredPicture row in mlContext.Data.CreateEnumerable<ScoredPicture>(scored, reuseRowObject: true))
        {
            cancellation.ThrowIfCancellationRequested();
            int[] ranking = [.. Enumerable.Range(0, row.Score.Length).OrderByDescending(index => row.Score[index]).Take(top)];
            if (isTerminal)
            {
                string others = string.Join(", ", ranking.Skip(1).Select(index => $"{classNames[index]} {TrainingText.Percent(row.Score[index])}"));
                string probability = TrainingText.Percent(row.Score[ranking[0]]);
                table.AddRow(new Text(row.ImagePath), new Text(classNames[ranking[0]]), new Text(probability), new Text(others));
            }
            else
            {
                var answers = ranking.Select(index => string.Create(CultureInfo.InvariantCulture, $"{classNames[index]}\t{row.Score[index]:F6}"));
                console.Profile.Out.Writer.WriteLine($"{row.ImagePath}\t{string.Join('\t', answers)}");
            }
        }

        if (isTerminal) console.Write(table);
        return CommandLine.Success;
    }
}
