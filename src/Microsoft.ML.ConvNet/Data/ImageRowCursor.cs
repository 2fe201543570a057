using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Reads the usable rows of a view one after the other: pixels, class and weight. Serves one thread.</summary>
internal sealed class ImageRowCursor : IDisposable
{
    private readonly ImageColumns _columns;
    private readonly Func<long, bool>? _isWanted;
    private readonly Action? _throwIfCancelled;
    private readonly DataViewRowCursor _cursor;
    private readonly Func<int> _readLabel;
    private readonly Func<float>? _readWeight;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _readPath;
    private readonly ImageReader _reader;
    private readonly float[] _pixels;
    private long _rows, _missingLabel, _badImage;

    /// <param name="isWanted">Which rows are read, by their number in the view; null for all. The others are not decoded.</param>
    /// <param name="throwIfCancelled">Called before every row.</param>
    public ImageRowCursor(ImageColumns columns, Func<long, bool>? isWanted, Action? throwIfCancelled)
    {
        _columns = columns;
        _isWanted = isWanted;
        _throwIfCancelled = throwIfCancelled;
        _cursor = columns.Image.OpenCursor(columns.Data, columns.All, columns.Options.SkipUnreadableImages);
        _readLabel = columns.Label.CreateReader(_cursor);
        _readWeight = columns.Weight?.CreateReader(_cursor);
        _readPath = columns.Path is { } column ? _cursor.GetGetter<ReadOnlyMemory<char>>(column) : null;
        _reader = columns.Image.CreateReader(_cursor);
        _pixels = new float[columns.Image.Shape.Size];
    }

    /// <summary>The number of the current row in the view, zero-based.</summary>
    public long RowInView => _rows - 1;

    /// <summary>The number of the current row among those that were given, zero-based.</summary>
    public long Index { get; private set; } = -1;

    /// <summary>The current row's image in H, W, C order: finite values as the column has them.</summary>
    public ReadOnlySpan<float> Pixels => _pixels;

    /// <summary>The current row's class, zero-based.</summary>
    public int Label { get; private set; }

    /// <summary>The current row's weight; 1 without a weight column.</summary>
    public float Weight { get; private set; }

    /// <summary>What became of the rows up to now.</summary>
    public ImageDataSetCounts Counts => new(_rows, _missingLabel, _badImage);

    /// <summary>Goes on to the next row that can be used.</summary>
    /// <exception cref="InvalidOperationException">A row is bad; the message names column and row.</exception>
    public bool MoveNext()
    {
        try
        {
            return MoveToUsable();
        }
        catch (InvalidOperationException exception) when (_columns.Options.SetName is not null)
        {
            throw SchemaErrors.In(_columns.Options.SetName, exception);
        }
    }

    public void Dispose() => _cursor.Dispose();

    private bool MoveToUsable()
    {
        while (true)
        {
            _throwIfCancelled?.Invoke();
            if (!_cursor.MoveNext()) return false;
            _rows++;
            if (_isWanted?.Invoke(RowInView) == false) continue;
            Label = _readLabel();
            if (Label == LabelColumn.Missing)
            {
                _missingLabel++;
                continue;
            }

            Weight = _readWeight?.Invoke() ?? 1f;
            if (Problem() is { } problem)
            {
                if (!_columns.Options.SkipUnreadableImages)
                    throw _reader.Unusable(_rows, _readPath, $"{problem}. The option SkipUnreadableImages leaves such rows out");
                _badImage++;
                continue;
            }

            Index++;
            return true;
        }
    }

    /// <summary>Reads the row's pixels; what is wrong with them, or null.</summary>
    private string? Problem()
    {
        try
        {
            if (!_reader.TryRead(_pixels, out string? problem)) return problem;
        }
        catch (Exception exception) when (
            _columns.Options.SkipUnreadableImages && _columns.Image.Source == ImageSource.EncodedFile && EncodedImageReader.IsUnreadableFile(exception))
        {
            return exception.Message;
        }

        if (TensorPrimitives.IsFiniteAll<float>(_pixels)) return null;
        int index = Array.FindIndex(_pixels, value => !float.IsFinite(value));
        var (pixel, channel) = Math.DivRem(index, _columns.Image.Shape.Channels);
        var (y, x) = Math.DivRem(pixel, _columns.Image.Shape.Width);
        return string.Create(
            CultureInfo.InvariantCulture, $"the value of channel {channel} at x = {x}, y = {y} is {_pixels[index]}; pixels must be finite");
    }
}
