using System.Diagnostics;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>Other programs, run to their end.</summary>
internal static class Child
{
    /// <summary>This program's file.</summary>
    public static string Self => Environment.ProcessPath!;

    /// <summary>The file of the program that is measured.</summary>
    public static string Demo =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "MdnDemo.exe" : "MdnDemo");

    /// <summary>What a program prints, and how long it runs.</summary>
    /// <exception cref="UserException">It cannot be started, or fails where it should not.</exception>
    public static (string Output, double Seconds) Run(string file, IEnumerable<string> arguments, int exitCode = 0)
    {
        var watch = Stopwatch.StartNew();
        using Process process = Start(file, arguments);
        // What nobody reads would end in a full pipe.
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == exitCode ? (output, seconds)
            : throw new UserException($"{file} ended with exit code {process.ExitCode}: {errors.Result}");
    }

    /// <summary>Whether a program can be started, and ends with 0.</summary>
    public static bool Succeeds(string file, params string[] arguments)
    {
        try
        {
            Run(file, arguments);
            return true;
        }
        catch (UserException)
        {
            return false;
        }
    }

    private static Process Start(string file, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true,
                RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UserException($"{file} cannot be started: {e.Message}", e);
        }
    }
}
