using System.CommandLine;
using System.CommandLine.Parsing;
using MdnDemo.Files;
using MdnDemo.Tables;

namespace MdnDemo.Commands;

/// <summary>Runs the program: from arguments to an exit code.</summary>
internal static class CommandLine
{
    // A column may be called @price; it is no file of arguments.
    private static readonly ParserConfiguration ArgumentsAsTheyAre = new() { ResponseFileTokenReplacer = null };

    // 128 + the number of SIGPIPE, which .NET ignores and which ends other filters. Not 0, so that a script can see
    // that the output was not read to its end. Nothing is printed.
    private const int ClosedPipe = 141;

    /// <summary>
    /// Runs the command. An error that the user can fix, in the arguments or elsewhere, is one line on stderr.
    /// </summary>
    /// <returns>
    /// 0; 1 after an error; 128 + the number of the signal that ended the run, SIGPIPE included.
    /// </returns>
    public static int Run(RootCommand root, string[] arguments)
    {
        // The name may be anywhere: shells ask for completions with the whole line in one argument.
        foreach (DeferredCommand command in root.Subcommands.OfType<DeferredCommand>())
        {
            if (arguments.Any(argument => argument.Contains(command.Name, StringComparison.Ordinal)))
                command.Complete();
        }
        ParseResult parse = root.Parse(arguments, ArgumentsAsTheyAre);
        if (UnknownOption(parse, arguments) is { } unknown)
            return Fail($"{unknown} See '{HelpOf(parse)}'.");
        if (parse.Errors.Count > 0)
            return Fail($"{Mistake(parse)} See '{HelpOf(parse)}'.");
        try
        {
            // Interruptible handles signals, and a bug keeps its stack trace.
            return parse.Invoke(new InvocationConfiguration { ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false });
        }
        catch (UserException e)
        {
            return Fail(e.Message);
        }
        catch (ClosedPipeException)
        {
            return ClosedPipe;
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message.ReplaceLineEndings(" "));
        return 1;
    }

    // The first error, which causes the others.
    private static string Mistake(ParseResult parse) =>
        parse.UnmatchedTokens is [string token, ..] ? $"There is no command or option '{token}' here."
            : parse.Errors[0].Message;

    // An option with several values takes an unknown option after it for one of them.
    private static string? UnknownOption(ParseResult parse, string[] arguments)
    {
        Command command = parse.CommandResult.Command;
        string? unknown = parse.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash)
            .FirstOrDefault(t => t.Type == TokenType.Argument && LooksLikeOption(t.Value, command)
                // In --option=value it is a value, whatever it looks like.
                && arguments.Contains(t.Value))?
            .Value.Split('=')[0];
        if (unknown is null || command == parse.RootCommandResult.Command)
            return null;
        return RenamedOptions.Hint(command.Name, unknown)
            ?? $"There is no option '{unknown}'; "
                + $"{NearestNames.Hint(unknown, [.. command.Options.Select(o => o.Name)])}.";
    }

    // Also with the long dash that a text program made of two, and an option's name with a single one.
    private static bool LooksLikeOption(string token, Command command) =>
        token is ['-', '-', (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..] or ['–' or '—', >= 'a' and <= 'z', ..]
        || command.Options.Any(option => option.Name == '-' + token.Split('=')[0]);

    private static string HelpOf(ParseResult parse)
    {
        Command root = parse.RootCommandResult.Command, command = parse.CommandResult.Command;
        return command == root ? $"{root.Name} --help" : $"{root.Name} {command.Name} --help";
    }
}
