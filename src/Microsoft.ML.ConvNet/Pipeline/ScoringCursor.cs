using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>
/// A cursor with the model's columns. When a score is first asked for, it reads ahead: the images of a block of rows go to the network together, and the other
/// active columns of these rows are copied, because the source has then moved on. Until then, and while no score is asked for, it stands where its source stands.
/// </summary>
internal sealed class ScoringCursor : DataViewRowCursor, IBlockPosition, IScoreSource
{
    private readonly ScoringMapper _mapper;
    private readonly DataViewRowCursor _source;
    private readonly bool[] _active;
    private readonly ImageScorer? _scorer;

    /// <summary>Copies of the active input columns, by their index in the input; empty when nothing is read ahead.</summary>
    private readonly ColumnBuffer?[] _columns = [];
    private readonly RowIdBuffer? _ids;
    private readonly long[] _positions = [];
    private readonly long[] _batches = [];

    private int _rows;
    private int _slot = -1;
    private bool _isCurrentScored;
    private bool _sourceEnded;
    private ExceptionDispatchInfo? _sourceError;

    public ScoringCursor(ScoringMapper mapper, DataViewRowCursor source, bool[] active)
    {
        _mapper = mapper;
        _source = source;
        _active = active;
        if (!mapper.IsScoring(active)) return;

        var copied = mapper.InputSchema.Where(IsCopied).ToArray();
        int blockSize = copied.All(column => PrimitiveKind.Find(column.Type) is not null) ? mapper.Model.BlockSize : 1;
        _scorer = new ImageScorer(mapper, source, blockSize);
        if (blockSize == 1) return;

        _columns = new ColumnBuffer?[mapper.InputSchema.Count];
        foreach (var column in copied) _columns[column.Index] = PrimitiveKind.Find(column.Type)!.CreateBuffer(source, column, blockSize);
        _ids = new RowIdBuffer(source, blockSize);
        _positions = new long[blockSize];
        _batches = new long[blockSize];
    }

    /// <inheritdoc/>
    public int Slot => _slot;

    /// <inheritdoc/>
    public override DataViewSchema Schema => _mapper.OutputSchema;

    /// <inheritdoc/>
    public override long Position => _slot < 0 ? _source.Position : _positions[_slot];

    /// <inheritdoc/>
    public override long Batch => _slot < 0 ? _source.Batch : _batches[_slot];

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        _isCurrentScored = false;
        if (_slot >= 0)
        {
            if (++_slot < _rows) return true;
            _slot = -1;
        }

        _sourceError?.Throw();
        if (_sourceEnded) return false;
        return _source.MoveNext();
    }

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        _ids is null ? _source.GetIdGetter() : ScoringMapper.Cast<DataViewRowId>(_ids.CreateGetter(this));

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ScoringMapper.CheckActive(_active, column);
        if (_mapper.Binding.InputOf(column.Index) is not { } input)
            return ScoringMapper.Cast<TValue>(ScoreGetters.Create(this, _mapper.Binding.OutputOf(column.Index), column.Type));
        return _columns.Length == 0 ? _source.GetGetter<TValue>(input) : ScoringMapper.Cast<TValue>(_columns[input.Index]!.CreateGetter(this));
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> GetScores()
    {
        if (_slot < 0 && !_isCurrentScored) ScoreBlock();
        return _scorer!.Scores(Math.Max(_slot, 0));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _source.Dispose();
        base.Dispose(disposing);
    }

    private bool IsCopied(DataViewSchema.Column input)
    {
        for (int i = 0; i < _active.Length; i++)
        {
            if (_active[i] && _mapper.Binding.InputOf(i)?.Index == input.Index) return true;
        }

        return false;
    }

    /// <summary>Scores the current row and, when reading ahead, the ones behind it.</summary>
    private void ScoreBlock()
    {
        if (_source.Position < 0) throw new InvalidOperationException("Cannot get value as the cursor is not in a good state");
        var scorer = _scorer!;
        try
        {
            scorer.Begin();
            scorer.Read(0);
            if (scorer.Capacity == 1)
            {
                scorer.Score(1);
            }
            else
            {
                Copy(0);
                _rows = 1;
                while (_rows < scorer.Capacity && MoveSource())
                {
                    scorer.Read(_rows);
                    Copy(_rows++);
                }

                _slot = 0;
                scorer.Score(_rows);
            }

            _isCurrentScored = true;
        }
        finally
        {
            scorer.End();
        }
    }

    private void Copy(int slot)
    {
        foreach (var column in _columns) column?.Fill(slot);
        _ids!.Fill(slot);
        _positions[slot] = _source.Position;
        _batches[slot] = _source.Batch;
    }

    /// <summary>Moves the source. An error is kept until the caller comes to that row.</summary>
    private bool MoveSource()
    {
        try
        {
            _sourceEnded = !_source.MoveNext();
            return !_sourceEnded;
        }
        catch (Exception exception)
        {
            _sourceError = ExceptionDispatchInfo.Capture(exception);
            return false;
        }
    }
}
