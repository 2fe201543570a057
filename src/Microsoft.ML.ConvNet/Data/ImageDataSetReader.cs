using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Reads one view into an <see cref="ImageDataSet"/>.</summary>
internal sealed class ImageDataSetReader
{
    /// <summary>Keeps the random numbers of splitting apart from others drawn with the same seed.</summary>
    private const ulong SplitStream = 0x5350_4C49_0000_0000UL;

    private readonly IDataView _data;
    private readonly ImageDataSetOptions _options;
    private readonly ImageColumn _image;
    private readonly LabelColumn _label;
    private readonly WeightColumn? _weight;
    private readonly DataViewSchema.Column? _path;

    /// <summary>Finds and checks the columns.</summary>
    public ImageDataSetReader(IDataView data, ImageDataSetOptions options)
    {
        _data = data;
        _options = options;
        _image = ImageColumn.Bind(data.Schema, options.FeatureColumnName, options.Image);
        _label = LabelColumn.Bind(data.Schema, options.LabelColumnName);
        if (options.ExampleWeightColumnName is { } weight) _weight = WeightColumn.Bind(data.Schema, weight);
        if (options.ImagePathColumnName is { } path) _path = BindPath(data.Schema, path);
    }

    public ImageDataSet ReadTraining(Action? throwIfCancelled)
    {
        var cache = NewCache(_data.GetRowCount());
        var counts = Read(_ => cache, throwIfCancelled);
        return Training(cache, counts);
    }

    public (ImageDataSet Training, ImageDataSet Validation) ReadSplit(float fraction, ulong seed, Action? throwIfCancelled)
    {
        double? rows = _data.GetRowCount();
        var training = NewCache((long?)(rows * (1 - fraction)));
        var validation = NewCache((long?)(rows * fraction));
        var counts = Read(row => CounterRandom.Uniform(seed, SplitStream, (ulong)row) < fraction ? validation : training, throwIfCancelled);
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

        validation.TrimExcess();
        var heldOut = new ImageDataSet(_image, _label, validation, new(validation.RowCount, 0, 0));
        return (Training(training, counts with { Rows = counts.Rows - validation.RowCount }), heldOut);
    }

    public ImageDataSet ReadValidation(ImageDataSet training, Action? throwIfCancelled)
    {
        if (_label.ClassCount != training.ClassCount)
        {
            throw SchemaErrors.Mismatch(
                LabelColumn.Role, _label.Column, $"the {training.ClassCount} classes of the training set ({training.LabelColumn.Column.Type})", "labelCol");
        }

        var cache = NewCache(_data.GetRowCount());
        var counts = Read(_ => cache, throwIfCancelled);
        CheckAnyRows(cache, counts, "validation");
        return new ImageDataSet(_image, _label, cache, counts);
    }

    private ImageCache NewCache(long? expectedRows) => new(_image.Shape, _weight is not null, expectedRows, _options.ChunkBytes);

    private ImageDataSet Training(ImageCache cache, ImageDataSetCounts counts)
    {
        CheckAnyRows(cache, counts, "training");
        CheckClasses(cache);
        if (cache.HasWeights && cache.Chunks.All(chunk => !chunk.Weights.AsSpan(0, chunk.Count).ContainsAnyExcept(0f)))
        {
            throw new InvalidOperationException(
                $"Weight column '{_weight!.Column.Name}': the weights of all {cache.RowCount} usable rows are 0; at least one must be above 0.");
        }

        return new ImageDataSet(_image, _label, cache, counts);
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="cacheOf">Where a usable row goes, by the number of the row in the view, zero-based.</param>
    private ImageDataSetCounts Read(Func<long, ImageCache> cacheOf, Action? throwIfCancelled)
    {
        var columns = new List<DataViewSchema.Column> { _image.Column, _label.Column };
        if (_weight is not null) columns.Add(_weight.Column);
        if (_path is { } path) columns.Add(path);

        long rows = 0, missingLabel = 0, badImage = 0;
        using var cursor = _image.OpenCursor(_data, columns, _options.SkipUnreadableImages);
        var readLabel = _label.CreateReader(cursor);
        var readWeight = _weight?.CreateReader(cursor);
        var readPath = _path is { } column ? cursor.GetGetter<ReadOnlyMemory<char>>(column) : null;
        var reader = _image.CreateReader(cursor);
        var pixels = new float[_image.Shape.Size];
        while (true)
        {
            throwIfCancelled?.Invoke();
            if (!cursor.MoveNext()) break;
            rows++;
            int label = readLabel();
            if (label == LabelColumn.Missing)
            {
                missingLabel++;
                continue;
            }

            float weight = readWeight?.Invoke() ?? 1f;
            if (ProblemOf(reader, pixels) is { } problem)
            {
                if (!_options.SkipUnreadableImages) throw reader.Unusable(rows, readPath, $"{problem}. The option SkipUnreadableImages leaves such rows out");
                badImage++;
                continue;
            }

            cacheOf(rows - 1).Add(pixels, label, weight);
        }

        return new ImageDataSetCounts(rows, missingLabel, badImage);
    }

    /// <summary>Reads a row's pixels; what is wrong with them, or null.</summary>
    private string? ProblemOf(ImageReader reader, float[] pixels)
    {
        try
        {
            if (!reader.TryRead(pixels, out string? problem)) return problem;
        }
        catch (Exception exception) when (_options.SkipUnreadableImages && _image.Source == ImageSource.EncodedFile && EncodedImageReader.IsUnreadableFile(exception))
        {
            return exception.Message;
        }

        if (TensorPrimitives.IsFiniteAll<float>(pixels)) return null;
        int index = Array.FindIndex(pixels, value => !float.IsFinite(value));
        var (pixel, channel) = Math.DivRem(index, _image.Shape.Channels);
        var (y, x) = Math.DivRem(pixel, _image.Shape.Width);
        return string.Create(
            CultureInfo.InvariantCulture, $"the value of channel {channel} at x = {x}, y = {y} is {pixels[index]}; pixels must be finite");
    }

    private static void CheckAnyRows(ImageCache cache, ImageDataSetCounts counts, string purpose)
    {
        cache.TrimExcess();
        if (cache.RowCount > 0) return;
        string reason = counts.Rows == 0
            ? $"the {purpose} data have no rows"
            : $"of the {counts.Rows} rows of the {purpose} data {counts.MissingLabel} have a missing label and {counts.BadImage} an image that cannot be used";
        throw new InvalidOperationException($"No valid training instances found: {reason}.");
    }

    private void CheckClasses(ImageCache cache)
    {
        int first = cache.Label(0);
        foreach (var chunk in cache.Chunks)
        {
            if (chunk.Labels.AsSpan(0, chunk.Count).ContainsAnyExcept(first)) return;
        }

        throw new InvalidOperationException(
            $"Label column '{_label.Column.Name}': all {cache.RowCount} usable rows have the same class (key value {first + 1} of {_label.ClassCount}); " +
            "at least 2 classes are needed.");
    }

    private static DataViewSchema.Column BindPath(DataViewSchema schema, string name)
    {
        const string role = "image path";
        var column = SchemaErrors.Find(schema, role, name);
        return column.Type is TextDataViewType ? column : throw SchemaErrors.Mismatch(role, column, $"{TextDataViewType.Instance}");
    }
}
