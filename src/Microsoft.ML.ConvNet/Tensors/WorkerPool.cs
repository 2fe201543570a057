using System.Runtime.ExceptionServices;

namespace Microsoft.ML.ConvNet.Tensors;

/// <summary>
/// The process's persistent worker threads. They spin for a short while after each piece of work, because a training step is a chain of short parallel
/// sections, and then sleep. Each thread begins with a share of the tasks that depends on its number alone, so that what it wrote in one section is in its cache
/// in the next, and takes from the others' shares when its own is done. A caller that finds the pool busy runs its work itself, so concurrent scorers never wait for each other; and a section
/// ends when its tasks are done, whether or not every worker has woken up for it, so a loaded machine does not stall it.
/// </summary>
internal sealed class WorkerPool
{
    private const int SpinsBeforeSleep = 20_000;
    private const int MostWorkers = 63;

    /// <summary>A thread takes this part of the tasks that are left of a share: a claim costs as much as a small task, and what is claimed nobody else can take over.</summary>
    private const int PartOfShare = 4;

    /// <summary>Distance between two shares in memory: two cache lines, which processors fetch together.</summary>
    private const int ShareStride = 16;

    /// <summary>How long the caller looks for the end of the workers' tasks before it lets other threads run: they were all begun when it ran out of tasks.</summary>
    private const int SpinsBeforeYield = 2_000;

    /// <summary>The bit of the gate that keeps workers out; the other bits count the workers inside.</summary>
    private const int Closed = int.MinValue;

    private readonly List<Worker> _workers = [];

    /// <summary>The tasks that are left of each thread's share: the first in the lower half, the end in the upper one.</summary>
    private readonly long[] _shares = new long[(MostWorkers + 1) * ShareStride];
    private int _busy;
    private IParallelWork _work = null!;
    private int _helpers;
    private int _gate = Closed;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The one pool of the process.</summary>
    public static WorkerPool Shared { get; } = new();

    /// <summary>Runs all tasks and returns when they are done; rethrows the first exception of a task.</summary>
    /// <param name="threads">Most threads to use, the caller's included.</param>
    public void Run(IParallelWork work, int taskCount, int threads)
    {
        int helpers = Math.Min(Math.Min(threads, taskCount) - 1, MostWorkers);
        if (helpers <= 0 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (int task = 0; task < taskCount; task++) work.Execute(task, 0);
            return;
        }

        try
        {
            while (_workers.Count < helpers) _workers.Add(new Worker(this, _workers.Count + 1));
            _work = work;
            _failure = null;
            _helpers = helpers;
            for (int thread = 0; thread <= helpers; thread++)
                _shares[thread * ShareStride] = Share((int)((long)thread * taskCount / (helpers + 1)), (int)((thread + 1L) * taskCount / (helpers + 1)));
            Volatile.Write(ref _gate, 0);
            for (int i = 0; i < helpers; i++) _workers[i].Wake();
            RunTasks(0);
            Interlocked.Or(ref _gate, Closed);
            for (int spin = 0; Volatile.Read(ref _gate) != Closed; spin++)
            {
                if (spin < SpinsBeforeYield) Thread.SpinWait(1);
                else Thread.Yield();
            }

            _failure?.Throw();
        }
        finally
        {
            _work = null!;
            Volatile.Write(ref _busy, 0);
        }
    }

    private static long Share(int first, int end) => (long)end << 32 | (uint)first;

    private void RunTasks(int worker)
    {
        try
        {
            for (int i = 0; i <= _helpers; i++)
            {
                int owner = (worker + i) % (_helpers + 1);
                while (Claim(owner, isOwn: i == 0) is var (first, end) && first < end)
                {
                    for (int task = first; task < end; task++) _work.Execute(task, worker);
                }
            }
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            for (int owner = 0; owner <= _helpers; owner++) Volatile.Write(ref _shares[owner * ShareStride], 0);
        }
    }

    // Takes part of the tasks that are left of a share: its owner from the beginning, others from the end.
    private (int First, int End) Claim(int owner, bool isOwn)
    {
        ref long share = ref _shares[owner * ShareStride];
        long seen = Volatile.Read(ref share);
        while (true)
        {
            int first = (int)seen, end = (int)(seen >> 32);
            if (first >= end) return (end, end);
            int count = Math.Max(1, (end - first) / PartOfShare);
            var (claim, left) = isOwn ? ((first, first + count), Share(first + count, end)) : ((end - count, end), Share(first, end - count));
            long current = Interlocked.CompareExchange(ref share, left, seen);
            if (current == seen) return claim;
            seen = current;
        }
    }

    // A worker that wakes late finds the gate closed, or another section's open: it may help there, if that section has room for its number.
    private void Help(int worker)
    {
        int inside = Volatile.Read(ref _gate);
        while (true)
        {
            if (inside < 0) return;
            int seen = Interlocked.CompareExchange(ref _gate, inside + 1, inside);
            if (seen == inside) break;
            inside = seen;
        }

        if (worker <= _helpers) RunTasks(worker);
        Interlocked.Decrement(ref _gate);
    }

    private sealed class Worker
    {
        private readonly WorkerPool _pool;
        private readonly int _number;
        private readonly SemaphoreSlim _semaphore = new(0);
        private int _wakes;
        private int _asleep;

        public Worker(WorkerPool pool, int number)
        {
            _pool = pool;
            _number = number;
            new Thread(Loop) { IsBackground = true, Name = $"ConvNet worker {number}" }.Start();
        }

        public void Wake()
        {
            Interlocked.Increment(ref _wakes);
            if (Interlocked.Exchange(ref _asleep, 0) == 1) _semaphore.Release();
        }

        private void Loop()
        {
            int seen = 0;
            while (true)
            {
                for (int spin = 0; Volatile.Read(ref _wakes) == seen; spin++)
                {
                    if (spin < SpinsBeforeSleep)
                    {
                        Thread.SpinWait(1);
                        continue;
                    }

                    // Announce the sleep first, look again second: a wake in between is either seen here or releases the semaphore.
                    Interlocked.Exchange(ref _asleep, 1);
                    if (Volatile.Read(ref _wakes) != seen && Interlocked.Exchange(ref _asleep, 0) == 1) break;
                    _semaphore.Wait();
                }

                seen = Volatile.Read(ref _wakes);
                _pool.Help(_number);
            }
        }
    }
}
