using System.Reflection;
using Spectre.Console;

namespace MdnDemo.Tests.Support;

/// <summary>
/// The program on a thread of the tests, for what a process of its own would take too long: its arguments, files, exit
/// code and output are those of its user. Whoever uses it is in the collection <see cref="Libtorch"/>, for there is one
/// console.
/// </summary>
internal static class InProcess
{
    private static readonly MethodInfo Program = typeof(Libtorch).Assembly.EntryPoint!;

    private static readonly MethodInfo Benchmarks = typeof(Benchmarks.Densities.Result).Assembly.EntryPoint!;

    /// <summary>
    /// Runs it to its end. An exception that it lets out would be a stack trace, and comes out of here.
    /// </summary>
    public static Outcome Run(params string[] arguments) => Run(Program, arguments);

    /// <summary>The same for the benchmarks.</summary>
    public static Outcome RunBenchmark(params string[] arguments) => Run(Benchmarks, arguments);

    /// <summary>Runs <c>predict</c>: its output is what it would write to standard output.</summary>
    public static Outcome Predict(params string[] options)
    {
        using var folder = new TempDir();
        string file = folder.At("out.csv");
        Outcome outcome = Run(["predict", "--output", file, .. options]);
        return outcome.ExitCode == 0 ? outcome with { Output = File.ReadAllText(file) } : outcome;
    }

    private static Outcome Run(MethodInfo main, string[] arguments)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using StringWriter ownOutput = new(), ownError = new();
        Console.SetOut(ownOutput);
        Console.SetError(ownError);
        AnsiConsole.Console = ForOutput();
        try
        {
            Task<int> run = Task.Run(() => main.CreateDelegate<Func<string[], int>>()(arguments));
            if (!((IAsyncResult)run).AsyncWaitHandle.WaitOne(Demo.Limit))
                throw new TimeoutException("The program hangs.");
            return new Outcome(run.GetAwaiter().GetResult(), ownOutput.ToString(), ownError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            AnsiConsole.Console = ForOutput();
        }
    }

    // It keeps the writer that it finds.
    private static IAnsiConsole ForOutput() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
}
