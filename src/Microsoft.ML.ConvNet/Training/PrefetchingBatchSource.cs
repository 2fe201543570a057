using System.Runtime.ExceptionServices;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// Fills the next batch of another source on a background thread while the caller works on the current one: one batch ahead, in the same order. After the
/// first batch nothing is allocated.
/// </summary>
/// <remarks>
/// Two threads alternate over one buffer: the filler owns it from a request until it signals <c>_filled</c>, the caller from then until its next request.
/// The inner source is used by the filler only. An exception of the inner source is thrown to the caller when it asks for the batch, with the stack of its
/// origin; the source can then be used again from <see cref="BeginEpoch"/>.
/// </remarks>
internal sealed class PrefetchingBatchSource : IBatchSource
{
    private const int EndOfPass = 0;

    private readonly IBatchSource _inner;
    private readonly TimeSpan _disposeTimeout;
    private readonly float[] _pixels;
    private readonly int[] _labels;
    private readonly float[] _weights;
    private readonly AutoResetEvent _requested = new(false);
    private readonly AutoResetEvent _filled = new(false);
    private readonly Thread _filler;

    // Written by the caller before a request, read by the filler after it; the events order the accesses.
    private int _epoch;
    private bool _isNewPass;
    private volatile bool _isDisposed;

    // Written by the filler before it signals, read by the caller after it.
    private int _rows;
    private ExceptionDispatchInfo? _error;
    private ExceptionDispatchInfo? _disposeError;

    // The caller's own: whether a request is under way.
    private bool _isPending;

    /// <param name="inner">The source to read; it belongs to this one, which disposes it.</param>
    /// <param name="batchSize">Rows of a batch; the caller must ask for just as many.</param>
    public PrefetchingBatchSource(IBatchSource inner, int batchSize)
        : this(inner, batchSize, TimeSpan.FromSeconds(10))
    {
    }

    /// <param name="disposeTimeout">How long <see cref="Dispose"/> waits for an inner source that does not come back.</param>
    internal PrefetchingBatchSource(IBatchSource inner, int batchSize, TimeSpan disposeTimeout)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _inner = inner;
        _disposeTimeout = disposeTimeout;
        ImageShape = inner.ImageShape;
        ClassCount = inner.ClassCount;
        RowCount = inner.RowCount;
        _pixels = GC.AllocateUninitializedArray<float>(checked(batchSize * ImageShape.Size));
        _labels = new int[batchSize];
        _weights = new float[batchSize];
        _filler = new Thread(FillOnRequest) { IsBackground = true, Name = "Batch prefetch" };
        _filler.Start();
    }

    public ImageShape ImageShape { get; }

    public int ClassCount { get; }

    public long RowCount { get; }

    /// <summary>Starts a pass and the filling of its first batch.</summary>
    public void BeginEpoch(int epoch)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        AwaitPending(); // What is left of an abandoned pass.
        _error = null;
        _epoch = epoch;
        _isNewPass = true;
        Request();
    }

    public int NextBatch(Span<float> pixels, Span<int> labels, Span<float> weights)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (labels.Length != _labels.Length || weights.Length != _labels.Length || pixels.Length != _pixels.Length)
        {
            throw new ArgumentException(
                $"The source prefetches batches of {_labels.Length} rows and {_pixels.Length} values, but the caller has room for " +
                $"{labels.Length} labels, {weights.Length} weights and {pixels.Length} values.", nameof(labels));
        }

        AwaitPending();
        _error?.Throw();
        int rows = _rows;
        if (rows == EndOfPass) return EndOfPass;
        _pixels.AsSpan(0, rows * ImageShape.Size).CopyTo(pixels);
        _labels.AsSpan(0, rows).CopyTo(labels);
        _weights.AsSpan(0, rows).CopyTo(weights);
        Request();
        return rows;
    }

    /// <summary>
    /// Ends the filler and disposes the inner source. Waits for a batch under way; if the inner source does not come back in time, it is disposed when it
    /// does.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _requested.Set();
        if (!_filler.Join(_disposeTimeout)) return;
        _requested.Dispose();
        _filled.Dispose();
        _disposeError?.Throw();
    }

    private void Request()
    {
        _isPending = true;
        _requested.Set();
    }

    private void AwaitPending()
    {
        if (!_isPending) return;
        _filled.WaitOne();
        _isPending = false;
    }

    private void FillOnRequest()
    {
        while (true)
        {
            _requested.WaitOne();
            if (_isDisposed) break;
            Fill();
            _filled.Set();
        }

        try
        {
            _inner.Dispose();
        }
        catch (Exception exception)
        {
            _disposeError = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Fill()
    {
        try
        {
            if (_isNewPass)
            {
                _isNewPass = false;
                _inner.BeginEpoch(_epoch);
            }

            _rows = _inner.NextBatch(_pixels, _labels, _weights);
        }
        catch (Exception exception)
        {
            // It belongs to the caller, who gets it with the batch.
            _error = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
