using System.Globalization;
using ImageClassifier.Learning;
using Spectre.Console;

namespace ImageClassifier.Reporting;

/// <summary>Prints an evaluation: top-1 and top-5, the confusion table, the worst mistakes.</summary>
internal static class EvaluationReport
{
    /// <summary>A table of more classes would not fit on a screen; then the most frequent confusions are listed.</summary>
    private const int MostClassesInTable = 20;

    private const int ListedConfusions = 20;

    /// <param name="evaluation">What to print.</param>
    /// <param name="console">Where to.</param>
    /// <param name="mistakeCount">How many mistakes to list.</param>
    public static void Write(Evaluation evaluation, IAnsiConsole console, int mistakeCount)
    {
        string logLoss = evaluation.Metrics.LogLoss.ToString("F4", CultureInfo.InvariantCulture);
        console.WriteLine($"{evaluation.PictureCount:N0} test pictures: top-1 {TrainingText.Percent(evaluation.Top1)}, "
            + $"top-{evaluation.Metrics.TopKPredictionCount} {TrainingText.Percent(evaluation.Top5)}, log-loss {logLoss}");
        if (evaluation.UnknownClasses.Count > 0)
        {
            console.WriteLine($"Left out, because the model was not trained on these classes: {string.Join(", ", evaluation.UnknownClasses)}");
        }

        if (evaluation.ClassNames.Count <= MostClassesInTable) WriteConfusionTable(evaluation, console);
        else WriteConfusions(evaluation, console);
        WriteMistakes(evaluation, console, mistakeCount);
    }

    private static void WriteConfusionTable(Evaluation evaluation, IAnsiConsole console)
    {
        // Numbers instead of names keep the columns narrow.
        Table table = NewTable(console, "Confusion table (rows: truth, columns: guess)").AddColumn("");
        for (int guess = 0; guess < evaluation.ClassNames.Count; guess++) table.AddColumn(Number($"{guess + 1}"));
        table.AddColumn(Number("recall"));
        for (int truth = 0; truth < evaluation.ClassNames.Count; truth++)
        {
            IReadOnlyList<double> counts = evaluation.Metrics.ConfusionMatrix.Counts[truth];
            var row = new List<Text> { new($"{truth + 1} {evaluation.ClassNames[truth]}") };
            row.AddRange(counts.Select((count, guess) => Cell(count, isRight: guess == truth)));
            row.Add(new Text(TrainingText.Percent(evaluation.Metrics.ConfusionMatrix.PerClassRecall[truth])));
            table.AddRow(row);
        }

        console.Write(table);
    }

    private static Text Cell(double count, bool isRight) => count == 0
        ? new Text(".", new Style(Color.Grey))
        : new Text(count.ToString("F0", CultureInfo.InvariantCulture), new Style(isRight ? Color.Green : Color.Red));

    private static void WriteConfusions(Evaluation evaluation, IAnsiConsole console)
    {
        Table table = NewTable(console, "Most frequent confusions").AddColumns("truth", "guess").AddColumn(Number("pictures"));
        var confusions = evaluation.Mistakes.CountBy(mistake => (mistake.Truth, mistake.Guess)).OrderByDescending(pair => pair.Value);
        foreach (var ((truth, guess), count) in confusions.Take(ListedConfusions)) table.AddRow(new Text(truth), new Text(guess), new Text($"{count}"));
        console.Write(table);
    }

    private static void WriteMistakes(Evaluation evaluation, IAnsiConsole console, int count)
    {
        Mistake[] listed = [.. evaluation.Mistakes.Take(count)];
        if (listed.Length == 0) return;
        Table table = NewTable(console, $"Worst mistakes ({listed.Length:N0} of {evaluation.Mistakes.Count:N0}, the surest first)")
            .AddColumns("file", "truth", "guess").AddColumn(Number("probability"));
        foreach (Mistake mistake in listed)
        {
            table.AddRow(new Text(mistake.ImagePath), new Text(mistake.Truth), new Text(mistake.Guess), new Text(TrainingText.Percent(mistake.Probability)));
        }

        console.Write(table);
    }

    private static TableColumn Number(string title) => new TableColumn(new Text(title)).RightAligned();

    private static Table NewTable(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.WriteLine(title);
        return new Table { Border = console.Profile.Out.IsTerminal ? TableBorder.Rounded : TableBorder.None };
    }
}
