using System.Globalization;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Reads one view into an <see cref="ImageDataSet"/>.</summary>
internal sealed class ImageDataSetReader(IDataView data, ImageDataSetOptions options)
{
    /// <summary>Keeps the random numbers of splitting apart from others drawn with the same seed.</summary>
    private const ulong SplitStream = 0x5350_4C49_0000_0000UL;

    private readonly ImageColumns _columns = new(data, options);

    public ImageDataSet ReadTraining(Action? throwIfCancelled)
    {
        var builder = new ImageDataSetBuilder(_columns, null, data.GetRowCount());
        var counts = Read(_ => builder, throwIfCancelled);
        CheckTraining(builder, counts);
        return builder.Build(counts);
    }

    public (ImageDataSet Training, ImageDataSet Validation) ReadSplit(float fraction, ulong seed, Action? throwIfCancelled)
    {
        double? rows = data.GetRowCount();
        var training = new ImageDataSetBuilder(_columns, row => !IsValidation(row), (long?)(rows * (1 - fraction)));
        var validation = new ImageDataSetBuilder(_columns, IsValidation, (long?)(rows * fraction));
        var counts = Read(row => IsValidation(row) ? validation : training, throwIfCancelled);
        if (counts.Used > 0 && validation.RowCount == 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"A validation set of {fraction} of {counts.Used} usable rows has no rows; give a larger fraction or a validation set."));
        }

        if (counts.Used > 0 && training.RowCount == 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"A validation set of {fraction} of {counts.Used} usable rows leaves no rows to train on; give a smaller fraction or a validation set."));
        }

        CheckTraining(training, counts);
        return (training.Build(counts with { Rows = counts.Rows - validation.RowCount }), validation.Build(new(validation.RowCount, 0, 0)));

        bool IsValidation(long row) => CounterRandom.Uniform(seed, SplitStream, (ulong)row) < fraction;
    }

    public static ImageDataSet ReadValidation(IDataView data, ImageDataSetOptions options, ImageDataSet training, Action? throwIfCancelled)
    {
        var reader = OpenValidation(data, options, training);
        var builder = new ImageDataSetBuilder(reader._columns, null, data.GetRowCount());
        var counts = reader.Read(_ => builder, throwIfCancelled);
        CheckAnyRows(builder, counts, "validation");
        return builder.Build(counts);
    }

    private static ImageDataSetReader OpenValidation(IDataView data, ImageDataSetOptions options, ImageDataSet training)
    {
        try
        {
            var reader = new ImageDataSetReader(data, options);
            var label = reader._columns.Label;
            if (label.OutputCount == training.LabelColumn.OutputCount) return reader;
            string what = training.ClassCount > 0 ? $"{training.ClassCount} classes" : $"{training.LabelColumn.OutputCount} numbers";
            throw SchemaErrors.Mismatch(LabelColumn.Role, label.Column, $"the {what} of the training set ({training.LabelColumn.Column.Type})", "labelCol");
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw SchemaErrors.In(ImageDataSet.ValidationSetName, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw SchemaErrors.In(ImageDataSet.ValidationSetName, exception);
        }
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="setOf">Where a usable row goes, by the number of the row in the view, zero-based.</param>
    private ImageDataSetCounts Read(Func<long, ImageDataSetBuilder> setOf, Action? throwIfCancelled)
    {
        using var rows = new ImageRowCursor(_columns, null, throwIfCancelled);
        while (rows.MoveNext()) setOf(rows.RowInView).Add(rows);
        return rows.Counts;
    }

    private void CheckTraining(ImageDataSetBuilder training, ImageDataSetCounts counts)
    {
        CheckAnyRows(training, counts, "training");
        if (!training.HasTwoClasses && _columns.Label.ProblemOfOneClass(training.LastLabel) is { } problem)
            throw new InvalidOperationException($"Label column '{_columns.Label.Column.Name}': all {training.RowCount} usable rows have {problem}.");

        if (!training.HasWeight)
        {
            throw new InvalidOperationException(
                $"Weight column '{_columns.Weight!.Column.Name}': the weights of all {training.RowCount} usable rows are 0; at least one must be above 0.");
        }
    }

    private static void CheckAnyRows(ImageDataSetBuilder set, ImageDataSetCounts counts, string purpose)
    {
        if (set.RowCount > 0) return;
        string reason = counts.Rows == 0
            ? $"the {purpose} data have no rows"
            : $"of the {counts.Rows} rows of the {purpose} data {counts.MissingLabel} have a missing label and {counts.BadImage} an image that cannot be used";
        throw new InvalidOperationException($"No valid training instances found: {reason}.");
    }
}
