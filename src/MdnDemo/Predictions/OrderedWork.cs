using System.Collections.Concurrent;

namespace MdnDemo.Predictions;

/// <summary>Reading, working and writing at the same time, on all processors, in the order of what is read.</summary>
internal static class OrderedWork
{
    /// <summary>Reads pieces, works on several of them at a time, and writes the results in the order of the pieces.</summary>
    /// <param name="read">Reads the next piece, on a thread of its own; null at the end.</param>
    /// <param name="prepare">Does on that thread what must be done for one piece after the other.</param>
    /// <param name="work">Works on a piece, on one of several threads.</param>
    /// <param name="write">Writes a result, on this thread.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <remarks>
    /// What is read and not yet written is bounded. The first error in the order of the pieces ends it, once all before is
    /// written and nothing is under way but a read, which may wait for input for ever.
    /// </remarks>
    public static void Run<TPiece, TPrepared, TResult>(
        Func<TPiece?> read, Func<TPiece, TPrepared> prepare, Func<TPrepared, TResult> work, Action<TResult> write, CancellationToken cancellation)
        where TPiece : class
    {
        var preparing = new Lock();
        int workers = Environment.ProcessorCount;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        CancellationToken stopped = stop.Token;
        // Not disposed, for a read that is left to wait still uses them when it ends.
        var results = new BlockingCollection<Task<TResult>>(boundedCapacity: 2 * workers);
        var waiting = new BlockingCollection<Task<TResult>>();

        Task reading = OnThreadOfItsOwn(() =>
        {
            try
            {
                while (read() is { } piece)
                {
                    TPrepared prepared;
                    lock (preparing)
                    {
                        stopped.ThrowIfCancellationRequested();
                        prepared = prepare(piece);
                    }
                    var result = new Task<TResult>(() => work(prepared));
                    results.Add(result, stopped);
                    waiting.Add(result, stopped);
                }
            }
            finally
            {
                results.CompleteAdding();
                waiting.CompleteAdding();
            }
        });
        Task[] working = [.. Enumerable.Range(0, workers).Select(_ => OnThreadOfItsOwn(() =>
        {
            foreach (Task<TResult> result in waiting.GetConsumingEnumerable(stopped))
                result.RunSynchronously();
        }))];
        try
        {
            foreach (Task<TResult> result in results.GetConsumingEnumerable(stopped))
            {
                Task.WaitAny([result], stopped);
                write(result.GetAwaiter().GetResult());
            }
            reading.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            lock (preparing)
            {
                // Nothing is prepared after this.
            }
            Task.WhenAll(working).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }

    private static Task OnThreadOfItsOwn(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
