namespace MdnDemo.Tests.Support;

/// <summary>A terminal, made by <c>script</c>, which every Linux system has.</summary>
internal static class Terminal
{
    public const string HideCursor = "\e[?25l";
    public const string ShowCursor = "\e[?25h";

    /// <summary>Runs a program in a terminal: what it writes to stdout and to stderr comes as one.</summary>
    public static Task<Outcome> RunAsync(string program, params string[] arguments) =>
        RecordAsync("/dev/null", program, arguments);

    /// <summary>The same, with all that was written up to now in a file.</summary>
    public static Task<Outcome> RecordAsync(string file, string program, params string[] arguments)
    {
        string command = string.Join(' ', arguments.Prepend(program).Select(Quote));
        return Demo.RunFileAsync("env", "TERM=xterm-256color", "script", "--quiet", "--return", "--flush", "--command",
            command, file);
    }

    private static string Quote(string argument) => $"'{argument.Replace("'", @"'\''")}'";
}
