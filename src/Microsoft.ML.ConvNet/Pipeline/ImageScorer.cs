using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>
/// Reads the images of a row or cursor and keeps their scores, up to a block at a time: <see cref="Begin"/>, <see cref="Read"/> for each image,
/// <see cref="Score"/>, and <see cref="End"/> in any case. Serves one thread.
/// </summary>
internal sealed class ImageScorer
{
    private readonly ScoringModel _model;
    private readonly DataViewRow _row;
    private readonly ImageReader _reader;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _path;
    private readonly float[] _scores;
    private readonly bool[] _isUnusable;
    private readonly ExceptionDispatchInfo?[] _errors;
    private IScoringPlan? _plan;

    /// <param name="mapper">The model, bound to the row's schema.</param>
    /// <param name="row">Where images are read; the columns that scoring needs are active in it.</param>
    /// <param name="capacity">Images of a block.</param>
    public ImageScorer(ScoringMapper mapper, DataViewRow row, int capacity)
    {
        _model = mapper.Model;
        _row = row;
        _reader = mapper.ImageColumn.CreateReader(row);
        _path = mapper.PathColumn is { } path ? row.GetGetter<ReadOnlyMemory<char>>(path) : null;
        _scores = new float[capacity * _model.OutputCount];
        _isUnusable = new bool[capacity];
        _errors = new ExceptionDispatchInfo?[capacity];
    }

    /// <summary>Images of a block.</summary>
    public int Capacity => _errors.Length;

    /// <summary>Rents a plan.</summary>
    public void Begin() => _plan = _model.Plans.Rent(Capacity);

    /// <summary>Reads the current row's image into the block. What goes wrong is kept for the caller who asks for that row's score.</summary>
    /// <param name="slot">Zero-based place in the block.</param>
    public void Read(int slot)
    {
        var image = _plan!.Image(slot);
        _errors[slot] = null;
        try
        {
            _isUnusable[slot] = !IsUsable(image);
        }
        catch (Exception exception)
        {
            _isUnusable[slot] = true;
            _errors[slot] = ExceptionDispatchInfo.Capture(exception);
        }

        if (_isUnusable[slot]) image.Clear();
        else _model.Statistics?.Standardize(image);
    }

    /// <summary>Scores the images that were read. What goes wrong is kept for the callers who ask for a score.</summary>
    /// <param name="rows">How many, from place 0.</param>
    public void Score(int rows)
    {
        try
        {
            _plan!.Score(rows, _scores);
        }
        catch (Exception exception)
        {
            _errors.AsSpan(0, rows).Fill(ExceptionDispatchInfo.Capture(exception));
        }

        for (int slot = 0; slot < rows; slot++)
        {
            if (_isUnusable[slot]) Slice(slot).Fill(float.NaN);
        }
    }

    /// <summary>Gives the plan back.</summary>
    public void End()
    {
        if (_plan is not null) _model.Plans.Return(_plan);
        _plan = null;
    }

    /// <summary>The scores of one image of the block.</summary>
    /// <exception cref="InvalidOperationException">The row held no image; the message names column and row or file.</exception>
    public ReadOnlySpan<float> Scores(int slot)
    {
        _errors[slot]?.Throw();
        return Slice(slot);
    }

    /// <summary>Reads an image; false if its scores are to be NaN.</summary>
    private bool IsUsable(Span<float> image)
    {
        bool skip = _model.Settings.SkipUnreadableImages;
        try
        {
            // As with ML.NET's own trainers, NaN and infinite values are no error at scoring.
            if (_reader.TryRead(image, out string? problem)) return TensorPrimitives.IsFiniteAll<float>(image);
            return skip ? false : throw _reader.Unusable(_row.Position + 1, _path, problem);
        }
        catch (Exception exception) when (skip && _reader.Column.Source == ImageSource.EncodedFile && EncodedImageReader.IsUnreadableFile(exception))
        {
            return false;
        }
    }

    private Span<float> Slice(int slot) => _scores.AsSpan(slot * _model.OutputCount, _model.OutputCount);
}
