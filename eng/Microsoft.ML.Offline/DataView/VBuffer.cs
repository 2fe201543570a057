using System.Collections;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A vector value. Dense: all values. Sparse: some values with their increasing indices, the others are the default.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    /// <summary>The number of slots, explicit or not.</summary>
    public readonly int Length;

    private readonly int _count;
    private readonly T[] _values;
    private readonly int[] _indices;

    public VBuffer(int length, T[] values, int[] indices = null)
        : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam(count >= 0 && count <= length, nameof(count));
        Contracts.CheckParam(count <= (values?.Length ?? 0), nameof(values));
        Contracts.CheckParam(count == length || count <= (indices?.Length ?? 0), nameof(indices));
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination) => CopyTo(ref destination, 0, Length);

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        Contracts.CheckParam(length >= 0 && sourceIndex <= Length - length, nameof(length));
        if (IsDense)
        {
            Copy(_values, sourceIndex, ref destination, length);
            return;
        }
        int first = LowerBound(sourceIndex);
        int count = LowerBound(sourceIndex + length) - first;
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
        _values.AsSpan(first, count).CopyTo(editor.Values);
        for (int i = 0; i < editor.Indices.Length; i++)
            editor.Indices[i] = _indices[first + i] - sourceIndex;
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        Contracts.CheckParam(destinationIndex >= 0 && destinationIndex <= destination.Length - Length, nameof(destination),
            "Not large enough to hold these values.");
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices[i]] = _values[i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int available = source?.Length ?? 0;
        Contracts.CheckParam(length >= 0 && length <= available, nameof(length));
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= available - length, nameof(sourceIndex));
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        int explicitSlot = 0;
        if (!all && !IsDense)
        {
            for (; explicitSlot < _count; explicitSlot++)
                yield return new(_indices[explicitSlot], _values[explicitSlot]);
            yield break;
        }
        for (int slot = 0; slot < Length; slot++)
        {
            bool isExplicit = IsDense || (explicitSlot < _count && _indices[explicitSlot] == slot);
            yield return new(slot, isExplicit ? _values[explicitSlot++] : default);
        }
    }

    public IEnumerable<T> DenseValues()
    {
        foreach (KeyValuePair<int, T> item in Items(all: true))
            yield return item.Value;
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Length, nameof(index));
        if (IsDense)
            return _values[index];
        int slot = LowerBound(index);
        return slot < _count && _indices[slot] == index ? _values[slot] : default;
    }

    public IEnumerator GetEnumerator() => _values.GetEnumerator();

    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    internal VBufferEditor<T> GetEditor() => GetEditor(Length, _count, null, false, false);

    internal VBufferEditor<T> GetEditor(int length, int? valuesCount, int? maxValuesCapacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        Contracts.CheckParam(length >= 0, "newLogicalLength", "Must be non-negative.");
        Contracts.CheckParam(valuesCount is null or >= 0, nameof(valuesCount), "If specified, must be non-negative.");
        Contracts.CheckParam(valuesCount is null || valuesCount <= length, nameof(valuesCount), "If specified, must be no greater than newLogicalLength");
        int count = valuesCount ?? length;
        int capacity = maxValuesCapacity ?? int.MaxValue;
        T[] values = EnsureSize(_values, count, capacity, keepOldOnResize);
        bool needsIndices = count < length || requireIndicesOnDense;
        int[] indices = needsIndices ? EnsureSize(_indices, count, capacity, keepOldOnResize) : _indices;
        return new VBufferEditor<T>(length, count, values, indices, needsIndices, values != _values, indices != _indices);
    }

    private static TItem[] EnsureSize<TItem>(TItem[] items, int count, int capacity, bool keepOld)
    {
        if (count == 0 || items?.Length >= count)
            return items;
        // Doubling bounds the number of reallocations of a buffer that grows row by row.
        var size = (int)Math.Clamp(2L * (items?.Length ?? 0), count, Math.Max(count, Math.Min(capacity, Array.MaxLength)));
        var grown = new TItem[size];
        if (keepOld && items is not null)
            items.CopyTo(grown, 0);
        return grown;
    }

    private int LowerBound(int slot)
    {
        if (_count == 0)
            return 0;
        int found = Array.BinarySearch(_indices, 0, _count, slot);
        return found >= 0 ? found : ~found;
    }
}
