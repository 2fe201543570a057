using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>An input row with the columns of a mapper appended. Owns the input row.</summary>
internal sealed class MappedRow : DataViewRow
{
    private readonly RowToRowMapper _mapper;
    private readonly DataViewRow _input;
    private readonly Dictionary<int, Delegate> _getters = [];
    private readonly List<Action> _disposers = [];

    public MappedRow(RowToRowMapper mapper, DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _mapper = mapper;
        _input = input;
        foreach (int index in activeColumns.Select(column => column.Index).Distinct().Where(index => index >= mapper.InputSchema.Count))
        {
            _getters.Add(index, mapper.CreateGetter(input, index, out Action disposer));
            if (disposer is not null)
                _disposers.Add(disposer);
        }
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        IsInput(column) ? _input.IsColumnActive(_mapper.InputSchema[column.Index]) : _getters.ContainsKey(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.Check(IsColumnActive(column), $"Requested column '{column.Name}' is not active");
        if (IsInput(column))
            return _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]);
        return Getters.As<TValue>(_getters[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _disposers.ForEach(dispose => dispose());
            _disposers.Clear();
            _input.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool IsInput(DataViewSchema.Column column) => column.Index < _mapper.InputSchema.Count;
}
