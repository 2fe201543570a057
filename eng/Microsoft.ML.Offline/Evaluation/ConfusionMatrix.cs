using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How often each class was predicted for each true class.</summary>
public sealed class ConfusionMatrix
{
    private readonly string[] _classNames;
    private readonly bool _isBinary;

    /// <param name="counts">Rows: true classes; columns: predicted classes.</param>
    /// <param name="classNames">One name for each class.</param>
    /// <param name="isBinary">Whether the classes are yes and no; the table then begins with the share of yes.</param>
    internal ConfusionMatrix(double[][] counts, string[] classNames, bool isBinary = false)
    {
        _classNames = classNames;
        _isBinary = isBinary;
        Counts = Array.AsReadOnly<IReadOnlyList<double>>([.. counts.Select(row => Array.AsReadOnly(row))]);
        double[] classes = [.. Enumerable.Range(0, counts.Length).Select(index => counts[index][index])];
        PerClassPrecision = [.. classes.Select((correct, index) => Fraction(correct, counts.Sum(row => row[index])))];
        PerClassRecall = [.. classes.Select((correct, index) => Fraction(correct, counts[index].Sum()))];
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>First index: true class; second: predicted class.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses => Counts.Count;

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        CheckClass(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        CheckClass(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    /// <summary>The table as text. Names too long for the columns are put before the rows only, and the columns are numbered.</summary>
    public string GetFormattedConfusionTable()
    {
        bool twoClasses = NumberOfClasses == 2;
        int columnWidth = twoClasses ? 8 : 5;
        int nameWidth = _classNames.Max(name => name.Length);
        bool numbered = nameWidth > columnWidth;
        int digits = (NumberOfClasses - 1).ToString().Length;

        // "PREDICTED" has nine letters; the row headings are at least as wide.
        int headingWidth = Math.Max(9, numbered ? digits + 2 + nameWidth : nameWidth);
        string Heading(string text) => text.PadRight(headingWidth + 1) + "||";
        string RowName(int index) => numbered
            ? $"{index.ToString().PadLeft(digits)}. {_classNames[index].PadLeft(headingWidth - digits - 2)} ||"
            : $"{_classNames[index].PadLeft(headingWidth)} ||";
        string rule = new('=', NumberOfClasses * (twoClasses ? 11 : 8));

        var table = new StringBuilder();
        if (_isBinary)
        {
            double yes = Counts[0].Sum(), no = Counts[1].Sum();
            table.Append($"TEST {_classNames[0].ToUpper()} RATIO:\t{yes / (yes + no):N4} ({yes:F1}/({yes:F1}+{no:F1}))");
        }
        table.AppendLine();
        table.AppendLine("Confusion table");
        table.AppendLine(Heading("") + rule);
        table.Append(Heading("PREDICTED"));
        for (int index = 0; index < NumberOfClasses; index++)
            table.Append($" {(numbered ? index.ToString() : _classNames[index]).PadLeft(columnWidth)} |");
        table.AppendLine(" Recall");
        table.AppendLine(Heading("TRUTH") + rule);
        for (int index = 0; index < NumberOfClasses; index++)
        {
            table.Append(RowName(index));
            foreach (double count in Counts[index])
                table.Append($" {count.ToString("N0").PadLeft(columnWidth)} |");
            table.AppendLine($" {PerClassRecall[index],5:F4}");
        }
        table.AppendLine(Heading("") + rule);
        table.Append(Heading("Precision"));
        foreach (double precision in PerClassPrecision)
            table.Append($"{precision.ToString("N4").PadLeft(columnWidth + 1)} |");
        table.AppendLine();
        return table.ToString();
    }

    private static double Fraction(double part, double whole) => whole > 0 ? part / whole : 0;

    private void CheckClass(int index, string name)
        => Contracts.CheckParam(index >= 0 && index < NumberOfClasses, name, "Invalid index. Should be non-negative, less than the number of classes.");
}
