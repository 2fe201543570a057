using System.Runtime.ExceptionServices;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Copies of values of one type.</summary>
/// <typeparam name="T">The type of the column's values: that of its getter.</typeparam>
internal abstract class ColumnBuffer<T> : ColumnBuffer
{
    private readonly ValueGetter<T> _source;
    private readonly T[] _values;
    private readonly ExceptionDispatchInfo?[] _errors;

    protected ColumnBuffer(ValueGetter<T> source, int capacity)
    {
        _source = source;
        _values = new T[capacity];
        _errors = new ExceptionDispatchInfo?[capacity];
    }

    /// <inheritdoc/>
    public sealed override void Fill(int slot)
    {
        try
        {
            _errors[slot] = null;
            _source(ref _values[slot]);
        }
        catch (Exception exception)
        {
            _errors[slot] = ExceptionDispatchInfo.Capture(exception);
        }
    }

    /// <inheritdoc/>
    public sealed override Delegate CreateGetter(IBlockPosition block) => (ValueGetter<T>)((ref T value) =>
    {
        int slot = block.Slot;
        if (slot < 0)
        {
            _source(ref value);
            return;
        }

        _errors[slot]?.Throw();
        Copy(in _values[slot], ref value);
    });

    /// <summary>Copies a value into one that belongs to the caller.</summary>
    protected abstract void Copy(in T source, ref T destination);
}
