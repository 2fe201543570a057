using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>A row with the model's columns. The network runs at most once for each position of the input row.</summary>
internal sealed class ScoringRow : DataViewRow, IScoreSource
{
    /// <summary>No row is there: a row that has not moved is at -1.</summary>
    private const long NoPosition = long.MinValue;

    private readonly ScoringMapper _mapper;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly ImageScorer? _scorer;
    private long _scoredPosition = NoPosition;

    public ScoringRow(ScoringMapper mapper, DataViewRow input, bool[] active)
    {
        _mapper = mapper;
        _input = input;
        _active = active;
        if (mapper.IsScoring(active)) _scorer = new ImageScorer(mapper, input, capacity: 1);
    }

    /// <inheritdoc/>
    public override DataViewSchema Schema => _mapper.OutputSchema;

    /// <inheritdoc/>
    public override long Position => _input.Position;

    /// <inheritdoc/>
    public override long Batch => _input.Batch;

    /// <inheritdoc/>
    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    /// <inheritdoc/>
    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    /// <inheritdoc/>
    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ScoringMapper.CheckActive(_active, column);
        return _mapper.Binding.InputOf(column.Index) is { } input
            ? _input.GetGetter<TValue>(input)
            : ScoringMapper.Cast<TValue>(ScoreGetters.Create(this, _mapper.Binding.OutputOf(column.Index), column.Type));
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> GetScores()
    {
        if (_scoredPosition != _input.Position)
        {
            _scoredPosition = NoPosition;
            try
            {
                _scorer!.Begin();
                _scorer.Read(0);
                _scorer.Score(1);
            }
            finally
            {
                _scorer!.End();
            }

            _scoredPosition = _input.Position;
        }

        return _scorer!.Scores(0);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _input.Dispose();
        base.Dispose(disposing);
    }
}
