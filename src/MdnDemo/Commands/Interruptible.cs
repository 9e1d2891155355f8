using System.Runtime.InteropServices;
using MdnDemo.Files;

namespace MdnDemo.Commands;

/// <summary>Work that Ctrl-C and SIGTERM end within a second.</summary>
internal static class Interruptible
{
    // Work that looks at its token ends sooner. A long call, such as the loading of libtorch, never looks.
    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(0.3);

    /// <summary>
    /// Does the work on a thread of its own, and leaves the process if the work does not end after a signal.
    /// </summary>
    /// <param name="work">The work; it ends with an <see cref="OperationCanceledException"/> when its token is
    /// cancelled.</param>
    /// <param name="message">What is printed after an interruption.</param>
    /// <param name="grace">How long the work may take to end after a signal.</param>
    /// <returns>0; 130 after Ctrl-C and 143 after SIGTERM, 128 + the number of the signal as shells have it.</returns>
    public static int Run(Action<CancellationToken> work, Func<string>? message = null, TimeSpan? grace = null)
    {
        using var stop = new CancellationTokenSource();
        int exitCode = 0;
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            Interlocked.CompareExchange(ref exitCode, signal.Signal == PosixSignal.SIGINT ? 130 : 143, 0);
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        Task task = Task.Run(() => work(stop.Token));
        bool isEnded = WaitHandle.WaitAny([((IAsyncResult)task).AsyncWaitHandle, stop.Token.WaitHandle]) == 0
            || ((IAsyncResult)task).AsyncWaitHandle.WaitOne(grace ?? UsualGrace);
        try
        {
            if (isEnded)
                task.GetAwaiter().GetResult();
            else
                LeaveProcess(exitCode, Message());
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.Error.WriteLine(Message());
        }
        return exitCode;

        string Message() => message?.Invoke() ?? "Interrupted; existing files are unchanged.";
    }

    private static void LeaveProcess(int exitCode, string message)
    {
        TemporaryFiles.DeleteAll();
        // A progress bar hides the cursor.
        Console.Error.WriteLine(Console.IsErrorRedirected ? message : "\e[?25h\n" + message);
        // Environment.Exit would run libtorch's destructors while its code is running.
        if (OperatingSystem.IsWindows())
            Environment.Exit(exitCode);
        else
            ExitAtOnce(exitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void ExitAtOnce(int status);
}
