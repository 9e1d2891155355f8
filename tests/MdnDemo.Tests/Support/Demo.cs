using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MdnDemo.Tests.Support;

/// <summary>The program as its user runs it: a process of its own.</summary>
internal sealed class Demo : IDisposable
{
    /// <summary>Far beyond what a run needs on a slow and busy machine: what is not done by then hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>How long an interrupted program may take to end.</summary>
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(1);

    // To tell the process of the signal, to end it and to notice its end, beside other tests.
    private static readonly TimeSpan Delivery = TimeSpan.FromSeconds(0.5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly List<string> _errorLines = [];
    private readonly TaskCompletionSource _hasBegun = new();
    private readonly Task _errors;

    private Demo(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        // The program compiles all that it runs for long trainings at once. Here it ends before that pays, and before
        // counting for a better compilation does.
        start.Environment["DOTNET_TC_QuickJit"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = ReadErrors();
    }

    /// <summary>The program's file.</summary>
    public static string File { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "MdnDemo.exe" : "MdnDemo");

    /// <summary>The file of the benchmarks.</summary>
    public static string Benchmarks { get; } =
        Path.Combine(Path.GetDirectoryName(File)!, "MdnDemo.Benchmarks" + Path.GetExtension(File));

    /// <summary>Runs it to its end.</summary>
    public static Task<Outcome> RunAsync(params string[] arguments) => RunFileAsync(File, arguments);

    /// <summary>Runs another file to its end: a copy of the program, or a shell that runs it.</summary>
    public static async Task<Outcome> RunFileAsync(string file, params string[] arguments)
    {
        using var demo = new Demo(file, arguments);
        return await demo.EndAsync();
    }

    /// <summary>Starts it.</summary>
    public static Demo Start(params string[] arguments) => new(File, arguments);

    /// <summary>Starts another file: a shell that runs it.</summary>
    public static Demo StartFile(string file, params string[] arguments) => new(file, arguments);

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Ends it as a power cut does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Limit);
    }

    /// <summary>Waits for the first line of progress on stderr: the training has begun.</summary>
    public Task BeginAsync() => _hasBegun.Task.WaitAsync(Limit);

    /// <summary>Waits until it begins to load libtorch, which takes a moment.</summary>
    public async Task LoadAsync() =>
        Assert.True(await UntilAsync(() => TextOf($"/proc/{_process.Id}/maps").Contains("/libtorch")));

    /// <summary>Waits until it has worked on for so long.</summary>
    public async Task WorkAsync(TimeSpan time)
    {
        TimeSpan until = WorkTime() + time;
        Assert.True(await UntilAsync(() => WorkTime() > until));
    }

    /// <summary>Waits for something that shows in a file, in a folder or in the process.</summary>
    /// <returns>Whether it came; if not, the program has ended.</returns>
    public async Task<bool> UntilAsync(Func<bool> isThere)
    {
        var clock = Stopwatch.StartNew();
        while (!isThere())
        {
            if (HasExited)
                return isThere();
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, Limit);
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
        return true;
    }

    /// <summary>How many threads of a name it has.</summary>
    public int CountThreads(string name)
    {
        var threads = new DirectoryInfo($"/proc/{_process.Id}/task");
        try
        {
            return threads.EnumerateDirectories().Count(thread => TextOf($"{thread.FullName}/comm") == name);
        }
        catch (IOException)
        {
            // It has ended: its folder is not there, or went while it was read.
            return 0;
        }
    }

    /// <summary>Stops it in the middle of what it does, until it is to go on.</summary>
    public void Pause() => Assert.Equal(0, Kill(_process.Id, 19));

    /// <summary>Lets it go on.</summary>
    public void GoOn() => Assert.Equal(0, Kill(_process.Id, 18));

    /// <summary>Sends it a signal, unless it has ended.</summary>
    public void Signal(PosixSignal signal) =>
        Assert.True(Kill(_process.Id, signal == PosixSignal.SIGINT ? 2 : 15) == 0 || HasExited);

    /// <summary>Interrupts it.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="limit">How long it may take; the second that it promises, and what it takes to notice its end, if
    /// null.</param>
    /// <exception cref="LateException">It took longer to end.</exception>
    public async Task<Outcome> InterruptAsync(PosixSignal signal, TimeSpan? limit = null)
    {
        TimeSpan most = limit ?? Promise + Delivery;
        var clock = Stopwatch.StartNew();
        Signal(signal);
        Outcome outcome = await EndAsync();
        return clock.Elapsed <= most ? outcome : throw new LateException(clock.Elapsed, most);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Outcome> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        await _errors;
        return new Outcome(_process.ExitCode, await _output, string.Concat(_errorLines.Select(line => line + '\n')));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private TimeSpan WorkTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    // A process or a thread that has ended has no text.
    private static string TextOf(string file)
    {
        try
        {
            return System.IO.File.ReadAllText(file).TrimEnd('\n');
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task ReadErrors()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _errorLines.Add(line);
            if (!Outcome.IsSummary(line))
                _hasBegun.TrySetResult();
        }
        _hasBegun.TrySetException(new InvalidOperationException("The program ended before it wrote a line to stderr."));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
