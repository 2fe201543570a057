using System.Runtime.ExceptionServices;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>
/// Mini-batches of a data set, prepared ahead by threads of its own while the network is busy with earlier ones: rows are read one batch after the other, and decoded, augmented
/// and standardised side by side. The batches are the same as without it. A batch allocates nothing if the rows are in memory.
/// </summary>
internal sealed class PrefetchingBatchSource : IBatchSource
{
    private readonly object _gate = new();
    private readonly IRowSource _rows;
    private readonly PreparedBatch[] _slots;
    private readonly Thread[] _threads;

    // All under the gate. Batches of the pass are numbered; number n is in slot n % length.
    private long _claimed, _taken;
    private int _busy;
    private bool _isReading, _isAtEnd = true, _isClosed;

    /// <param name="createPreparer">Makes what a thread prepares batches with.</param>
    /// <param name="batchSize">Rows of a batch: those that the caller will ask for.</param>
    /// <param name="depth">Batches that are prepared ahead, at least 1.</param>
    /// <param name="threads">Threads that prepare, at least 1.</param>
    public PrefetchingBatchSource(IRowSource rows, Func<BatchPreparer> createPreparer, int batchSize, int depth, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(depth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        _rows = rows;
        _slots = [.. Enumerable.Range(0, depth).Select(_ => new PreparedBatch(batchSize, rows.Data.ImageShape.Size))];
        _threads = [.. Enumerable.Range(1, threads).Select(number =>
        {
            var preparer = createPreparer();
            return new Thread(() => Work(preparer)) { IsBackground = true, Name = $"ConvNet data {number}" };
        })];
        foreach (var thread in _threads) thread.Start();
    }

    public ImageShape ImageShape => _rows.Data.ImageShape;

    public int ClassCount => _rows.Data.ClassCount;

    public long RowCount => _rows.Data.RowCount;

    public void BeginEpoch(int epoch, long skippedRows = 0)
    {
        Stop();
        _rows.BeginEpoch(epoch, skippedRows);
        lock (_gate)
        {
            (_claimed, _taken, _isAtEnd) = (0, 0, false);
            foreach (var slot in _slots) (slot.IsReady, slot.Failure) = (false, null);
            Monitor.PulseAll(_gate);
        }
    }

    public int NextBatch(MiniBatch batch)
    {
        PreparedBatch slot;
        lock (_gate)
        {
            slot = _slots[_taken % _slots.Length];
            while (!slot.IsReady)
            {
                if (_isAtEnd && _taken == _claimed) return 0;
                Monitor.Wait(_gate);
            }
        }

        slot.Failure?.Throw();
        if (slot.Raw.Capacity > batch.Labels.Length)
            throw new ArgumentException($"There is room for {batch.Labels.Length} rows, but batches of {slot.Raw.Capacity} are prepared.", nameof(batch));
        int rows = slot.CopyTo(batch);
        lock (_gate)
        {
            // The end stays where it is, for who asks again.
            if (rows == 0) return 0;
            slot.IsReady = false;
            _taken++;
            Monitor.PulseAll(_gate);
        }

        return rows;
    }

    public void Dispose()
    {
        Stop();
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        foreach (var thread in _threads) thread.Join();
        _rows.Dispose();
    }

    /// <summary>Ends the pass and waits until no thread works on it.</summary>
    private void Stop()
    {
        lock (_gate)
        {
            _isAtEnd = true;
            while (_busy > 0) Monitor.Wait(_gate);
        }
    }

    private void Work(BatchPreparer preparer)
    {
        while (Claim() is { } slot)
        {
            bool isRead = false;
            try
            {
                _rows.Read(slot.Raw);
                isRead = true;
                EndReading(isLast: slot.Raw.Count == 0);
                preparer.Prepare(slot.Raw, slot.Batch);
            }
            catch (Exception exception)
            {
                slot.Failure = ExceptionDispatchInfo.Capture(exception);
                if (!isRead) EndReading(isLast: true);
            }

            lock (_gate)
            {
                slot.IsReady = true;
                _busy--;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits for the right to read the next batch, and a slot for it; null when the source is closed.</summary>
    private PreparedBatch? Claim()
    {
        lock (_gate)
        {
            while (_isAtEnd || _isReading || _claimed - _taken == _slots.Length)
            {
                if (_isClosed) return null;
                Monitor.Wait(_gate);
            }

            _isReading = true;
            _busy++;
            return _slots[_claimed++ % _slots.Length];
        }
    }

    private void EndReading(bool isLast)
    {
        lock (_gate)
        {
            _isReading = false;
            _isAtEnd |= isLast;
            Monitor.PulseAll(_gate);
        }
    }
}
