using MdnDemo.Predictions;

namespace MdnDemo.Tests;

/// <summary>Reading, working and writing at the same time.</summary>
public sealed class OrderedWorkSpecs
{
    [Fact]
    public void Results_come_in_the_order_of_the_pieces()
    {
        List<int> written = [];
        // The first of each few pieces is the slowest.
        OrderedWork.Run(Numbers(200), i => i, i => Slow(int.Parse(i), i.EndsWith('0') ? 5 : 0), written.Add, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 200), written);
    }

    [Fact]
    public void No_more_is_read_ahead_than_a_few_pieces_a_processor()
    {
        int read = 0, written = 0, furthest = 0;
        Func<string?> numbers = Numbers(300);
        OrderedWork.Run(
            () =>
            {
                furthest = Math.Max(furthest, Interlocked.Increment(ref read) - Volatile.Read(ref written));
                return numbers();
            },
            int.Parse,
            i => i,
            _ =>
            {
                Thread.Sleep(1);
                Interlocked.Increment(ref written);
            },
            CancellationToken.None);
        Assert.Equal(300, written);
        Assert.InRange(furthest, 1, 2 * Environment.ProcessorCount + 3);
    }

    // Of two errors the first in the order of the pieces is told, be it the later one in time.
    [Fact]
    public void The_first_error_ends_it_after_what_is_before_it()
    {
        List<int> written = [];
        var error = Assert.Throws<UserException>(() => OrderedWork.Run(
            Numbers(1000),
            i => i,
            i => i switch
            {
                "7" => throw Delayed(new UserException("seven")),
                "8" => throw new UserException("eight"),
                _ => int.Parse(i),
            },
            written.Add,
            CancellationToken.None));
        Assert.Equal("seven", error.Message);
        Assert.Equal(Enumerable.Range(0, 7), written);
    }

    [Fact]
    public void An_error_in_reading_comes_after_all_that_was_read()
    {
        List<int> written = [];
        Func<string?> numbers = Numbers(20);
        var error = Assert.Throws<UserException>(() => OrderedWork.Run(
            () => numbers() ?? throw new UserException("row 21"), int.Parse, i => Slow(i, 2), written.Add, CancellationToken.None));
        Assert.Equal("row 21", error.Message);
        Assert.Equal(Enumerable.Range(0, 20), written);
    }

    [Fact]
    public void An_error_in_writing_ends_it_though_a_read_waits_for_input()
    {
        using var input = new ManualResetEventSlim();
        Func<string?> numbers = Numbers(1);
        var error = Assert.Throws<UserException>(() => OrderedWork.Run(
            () =>
            {
                string? next = numbers();
                if (next is null)
                    input.Wait();
                return next;
            },
            int.Parse,
            i => i,
            _ => throw new UserException("disk full"),
            CancellationToken.None));
        Assert.Equal("disk full", error.Message);
        input.Set();
    }

    [Fact]
    public void Nothing_is_under_way_any_more_when_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        int working = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => OrderedWork.Run(
            Numbers(int.MaxValue),
            i => Worked(int.Parse(i)),
            i => Worked(i),
            i =>
            {
                if (i == 50)
                    stop.Cancel();
            },
            stop.Token));
        Assert.Equal(0, working);

        int Worked(int i)
        {
            Interlocked.Increment(ref working);
            int result = Slow(i, 1);
            Interlocked.Decrement(ref working);
            return result;
        }
    }

    private static Func<string?> Numbers(int count)
    {
        int next = 0;
        return () => next < count ? $"{next++}" : null;
    }

    private static int Slow(int value, int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return value;
    }

    private static UserException Delayed(UserException error)
    {
        Thread.Sleep(50);
        return error;
    }
}
