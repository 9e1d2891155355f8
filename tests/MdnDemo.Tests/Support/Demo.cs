using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MdnDemo.Tests.Support;

/// <summary>The program as its user runs it: a process of its own.</summary>
internal sealed class Demo : IDisposable
{
    /// <summary>Far beyond what a run needs on a slow and busy machine: what is not done by then hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly List<string> _errorLines = [];
    private readonly TaskCompletionSource _hasBegun = new();
    private readonly Task _errors;

    private Demo(string file, IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true,
            RedirectStandardError = true })!;
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

    /// <summary>Stops it in the middle of what it does, until it is to go on.</summary>
    public void Pause() => Assert.Equal(0, Kill(_process.Id, 19));

    /// <summary>Lets it go on.</summary>
    public void GoOn() => Assert.Equal(0, Kill(_process.Id, 18));

    /// <summary>Sends it a signal.</summary>
    public void Signal(PosixSignal signal) => Assert.Equal(0, Kill(_process.Id, signal == PosixSignal.SIGINT ? 2 : 15));

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
