using System.Runtime.ExceptionServices;

namespace Microsoft.ML.ConvNet.Tensors;

/// <summary>Work that was cut into numbered tasks. Which worker runs a task must not change its result.</summary>
internal interface IParallelWork
{
    /// <summary>Runs one task.</summary>
    /// <param name="task">0 to the number of tasks less 1.</param>
    /// <param name="worker">0 to the number of threads less 1; no two tasks run at the same time with the same worker number.</param>
    void Execute(int task, int worker);
}

/// <summary>
/// The process's persistent worker threads. They spin for a short while after each piece of work, because a training step is a chain of short parallel
/// sections, and then sleep. A caller that finds the pool busy runs its work itself, so concurrent scorers never wait for each other.
/// </summary>
internal sealed class WorkerPool
{
    private const int SpinsBeforeSleep = 20_000;
    private const int MostWorkers = 63;

    private readonly List<Worker> _workers = [];
    private int _busy;
    private IParallelWork _work = null!;
    private int _taskCount;
    private int _nextTask;
    private int _pending;
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
            _taskCount = taskCount;
            _failure = null;
            Volatile.Write(ref _nextTask, 0);
            Volatile.Write(ref _pending, helpers);
            for (int i = 0; i < helpers; i++) _workers[i].Wake();
            RunTasks(0);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _pending) != 0) spinner.SpinOnce(sleep1Threshold: -1);
            _failure?.Throw();
        }
        finally
        {
            _work = null!;
            Volatile.Write(ref _busy, 0);
        }
    }

    private void RunTasks(int worker)
    {
        try
        {
            int task;
            while ((task = Interlocked.Increment(ref _nextTask) - 1) < _taskCount) _work.Execute(task, worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref _nextTask, _taskCount);
        }
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

                seen++;
                _pool.RunTasks(_number);
                Interlocked.Decrement(ref _pool._pending);
            }
        }
    }
}
