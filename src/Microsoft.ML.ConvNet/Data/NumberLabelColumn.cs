using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Labels of one number or K: Single, or a vector of Single. The number of a label is that of its row in the view, zero-based; a label with NaN is missing.</summary>
/// <remarks>The values are kept from the first time that a row is read: 4 K bytes a row, also where images are read again in every epoch.</remarks>
internal sealed class NumberLabelColumn : LabelColumn
{
    private readonly float[] _none;

    public NumberLabelColumn(DataViewSchema.Column column)
        : base(column)
    {
        OutputCount = column.Type is VectorDataViewType vector ? vector.Size : 1;
        Targets = new TargetTable(OutputCount);
        _none = [.. Enumerable.Repeat(float.NaN, OutputCount)];
    }

    public override int ClassCount => 0;

    public override int OutputCount { get; }

    public override TargetTable Targets { get; }

    public override Func<int> CreateReader(DataViewRow row)
    {
        var read = CreateValueReader(row);
        return () =>
        {
            int number = (int)Math.Min(row.Position, int.MaxValue);
            while (Targets.Count < number) Targets.Add(_none);
            if (Targets.Count == number) Targets.Add(Checked(read(), row));
            return float.IsNaN(Targets[number][0]) ? Missing : number;
        };
    }

    public override string? ProblemOfOneClass(int label) => null;

    private Func<ReadOnlyMemory<float>> CreateValueReader(DataViewRow row)
    {
        var values = new float[OutputCount];
        if (Column.Type is not VectorDataViewType)
        {
            var getNumber = row.GetGetter<float>(Column);
            return () =>
            {
                getNumber(ref values[0]);
                return values;
            };
        }

        var getVector = row.GetGetter<VBuffer<float>>(Column);
        VBuffer<float> buffer = default;
        return () =>
        {
            getVector(ref buffer);
            if (buffer.Length != values.Length)
                throw new InvalidOperationException($"Label column '{Column.Name}', row {row.Position + 1}: there are {buffer.Length} values, but its type {Column.Type} has {values.Length}.");
            buffer.CopyTo(values);
            return values;
        };
    }

    /// <summary>The values, or all NaN if one is missing.</summary>
    private ReadOnlySpan<float> Checked(ReadOnlyMemory<float> label, DataViewRow row)
    {
        var values = label.Span;
        if (TensorPrimitives.IsFiniteAll(values)) return values;
        foreach (float value in values)
        {
            if (!float.IsInfinity(value)) continue;
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"Label column '{Column.Name}', row {row.Position + 1}: the value {value} is infinite; labels must be finite, or NaN where they are missing."));
        }

        return _none;
    }
}
