using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Tensors;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void RunsEveryTaskOnceWithAWorkerOfItsOwn(int threads)
    {
        var pool = new WorkerPool();
        for (int repeat = 0; repeat < 300; repeat++)
        {
            int taskCount = repeat % 23;
            int[] runs = new int[taskCount], active = new int[threads];
            bool collided = false;
            pool.Run(
                new Work((task, worker) =>
                {
                    if (Interlocked.Increment(ref active[worker]) != 1) collided = true;
                    Interlocked.Increment(ref runs[task]);
                    Interlocked.Decrement(ref active[worker]);
                }),
                taskCount, threads);
            Assert.All(runs, count => Assert.Equal(1, count));
            Assert.False(collided);
        }
    }

    [Fact]
    public void AllThreadsWorkAtTheSameTime()
    {
        const int threads = 4;
        using var barrier = new Barrier(threads);
        var workers = new bool[threads];
        new WorkerPool().Run(
            new Work((_, worker) =>
            {
                workers[worker] = true;
                Assert.True(barrier.SignalAndWait(TimeSpan.FromSeconds(60)));
            }),
            threads, threads);
        Assert.All(workers, Assert.True);
    }

    [Fact]
    public void WakesWorkersThatFellAsleep()
    {
        var pool = new WorkerPool();
        for (int repeat = 0; repeat < 5; repeat++)
        {
            int done = 0;
            pool.Run(new Work((_, _) => Interlocked.Increment(ref done)), 8, 4);
            Assert.Equal(8, done);
            Thread.Sleep(30);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void AnExceptionReachesTheCallerAndThePoolWorksOn(int threads)
    {
        var pool = new WorkerPool();
        for (int repeat = 0; repeat < 20; repeat++)
        {
            var failure = Assert.Throws<InvalidDataException>(() => pool.Run(
                new Work((task, _) =>
                {
                    if (task == 5) throw new InvalidDataException("task 5");
                }),
                9, threads));
            Assert.Equal("task 5", failure.Message);
            int done = 0;
            pool.Run(new Work((_, _) => Interlocked.Increment(ref done)), 9, threads);
            Assert.Equal(9, done);
        }
    }

    [Fact]
    public void WorkInsideWorkRunsInline()
    {
        var pool = new WorkerPool();
        int inner = 0;
        pool.Run(
            new Work((_, _) =>
            {
                int thread = Environment.CurrentManagedThreadId;
                pool.Run(
                    new Work((_, worker) =>
                    {
                        Assert.Equal((thread, 0), (Environment.CurrentManagedThreadId, worker));
                        Interlocked.Increment(ref inner);
                    }),
                    5, 4);
            }),
            6, 4);
        Assert.Equal(30, inner);
    }

    [Fact]
    public async Task ACallerThatFindsThePoolBusyDoesNotWait()
    {
        var pool = new WorkerPool();
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var busy = Task.Factory.StartNew(
            () => pool.Run(
                new Work((_, _) =>
                {
                    entered.Set();
                    release.Wait();
                }),
                2, 2),
            TaskCreationOptions.LongRunning);
        entered.Wait();
        int caller = Environment.CurrentManagedThreadId, done = 0;
        pool.Run(
            new Work((_, worker) =>
            {
                Assert.Equal((caller, 0), (Environment.CurrentManagedThreadId, worker));
                done++;
            }),
            3, 4);
        Assert.Equal(3, done);
        Assert.False(busy.IsCompleted);
        release.Set();
        await busy;
    }

    [Fact]
    public void ManyCallersAtOnceGetTheirWorkDone()
    {
        var pool = new WorkerPool();
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            for (int repeat = 0; repeat < 200; repeat++)
            {
                int[] runs = new int[13];
                pool.Run(new Work((task, _) => Interlocked.Increment(ref runs[task])), runs.Length, 3);
                Assert.All(runs, count => Assert.Equal(1, count));
            }
        });
    }

    private sealed class Work(Action<int, int> execute) : IParallelWork
    {
        public void Execute(int task, int worker) => execute(task, worker);
    }
}
