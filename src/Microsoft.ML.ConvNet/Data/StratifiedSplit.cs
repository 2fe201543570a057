using System.Globalization;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Takes the same share of the rows of every class out of a view. Only labels are read, so that no picture is decoded for it.</summary>
internal sealed class StratifiedSplit
{
    /// <summary>Keeps the random numbers of the choice apart from others drawn with the same seed.</summary>
    private const ulong Stream = 0x5354_5241_0000_0000UL;

    private readonly HashSet<long> _held;

    private StratifiedSplit(HashSet<long> held, long rowCount)
    {
        _held = held;
        RowCount = rowCount;
    }

    /// <summary>Rows of the view.</summary>
    public long RowCount { get; }

    /// <summary>Rows that are taken out.</summary>
    public long HeldCount => _held.Count;

    /// <summary>Chooses the rows.</summary>
    /// <param name="data">The view.</param>
    /// <param name="labelColumnName">A key.</param>
    /// <param name="fraction">Share of each class, more than 0 and less than 1. A class of two or more rows keeps at least one and gives at least one; rows without a label stay.</param>
    /// <param name="seed">The same seed takes the same rows.</param>
    /// <param name="throwIfCancelled">Called before every row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The label column is missing, or no key.</exception>
    /// <exception cref="InvalidOperationException">No class has two rows.</exception>
    public static StratifiedSplit Of(IDataView data, string labelColumnName, float fraction, int seed, Action throwIfCancelled)
    {
        var label = LabelColumn.Bind(data.Schema, labelColumnName);
        var rowsOfClass = new Dictionary<int, List<long>>();
        long rows = 0;
        using (var cursor = data.GetRowCursor([label.Column]))
        {
            var read = label.CreateReader(cursor);
            for (; cursor.MoveNext(); rows++)
            {
                throwIfCancelled();
                int number = read();
                if (number == LabelColumn.Missing) continue;
                if (!rowsOfClass.TryGetValue(number, out var list)) rowsOfClass[number] = list = [];
                list.Add(rows);
            }
        }

        var held = new HashSet<long>();
        foreach (var list in rowsOfClass.Values.Where(list => list.Count >= 2))
        {
            int count = Math.Clamp((int)Math.Round(list.Count * (double)fraction), 1, list.Count - 1);
            held.UnionWith(list.OrderBy(row => CounterRandom.Hash((ulong)seed, Stream, (ulong)row)).Take(count));
        }

        return held.Count > 0 ? new StratifiedSplit(held, rows) : throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture, $"No class in label column '{labelColumnName}' has two rows of the {rows}, so that none can be held out for validation; give validation rows."));
    }

    /// <summary>The rows that are taken out of a view with the same rows.</summary>
    public IDataView Held(IDataView data) => new RowSubsetView(data, _held.Contains, HeldCount);

    /// <summary>The rows that are left of a view with the same rows.</summary>
    public IDataView Rest(IDataView data) => new RowSubsetView(data, row => !_held.Contains(row), RowCount - HeldCount);
}
