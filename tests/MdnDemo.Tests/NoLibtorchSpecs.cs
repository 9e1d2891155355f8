using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

/// <summary>
/// Help and mistakes come before libtorch is loaded: here the program runs in a copy of its folder that lacks it.
/// </summary>
public sealed class NoLibtorchSpecs(ProgramWithoutLibtorch program) : IClassFixture<ProgramWithoutLibtorch>
{
    [Theory]
    [InlineData(@"\n  regress +\S", "--help")]
    [InlineData(@"\n  --epochs +\S", "mdn", "--help")]
    [InlineData(@"^\d+\.\d+\.\d+\s*$", "--version")]
    public async Task I_can_ask_for_help(string says, params string[] arguments)
    {
        Outcome outcome = await Demo.RunFileAsync(program.File, arguments);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(says, outcome.Output);
    }

    // In another process the program has another name.
    [Theory]
    [InlineData("--data", "fit", "--target", "y", "--model", "m.mdn")]
    [InlineData("--target", "fit", "--data", "a.csv", "--model", "m.mdn")]
    [InlineData("--model", "fit", "--data", "a.csv", "--target", "y")]
    [InlineData("--output", "predict", "--data", "a.csv", "--model", "m.mdn")]
    [InlineData("--model", "evaluate", "--data", "a.csv")]
    public async Task I_am_told_which_option_a_command_cannot_do_without(string option, params string[] arguments) =>
        (await Demo.RunFileAsync(program.File, arguments))
            .IsOneLine($"'{option}'", $"'MdnDemo {arguments[0]} --help'");

    [Theory]
    [InlineData("Required command was not provided. See 'MdnDemo --help'.")]
    [InlineData("--samples is now --points. See 'MdnDemo regress --help'.", "regress", "--samples", "10")]
    [InlineData("--epochs is 0; it must be from 1 to 10,000,000.", "regress", "--epochs", "0")]
    [InlineData("cannot be read: there is no such file", "fit", "--data", "/nowhere.csv", "--target", "y", "--model",
        "m.mdn")]
    public async Task I_am_told_what_is_wrong_with_my_arguments(string message, params string[] arguments) =>
        (await Demo.RunFileAsync(program.File, arguments)).IsOneLine(message);

    [Fact]
    public async Task I_am_told_what_is_wrong_with_my_table()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("table.csv"), TestTables.Small + "three,red,1\n");
        (await Demo.RunFileAsync(program.File, "fit", "--target", "y", "--data", folder.At("table.csv"), "--model",
            folder.At("m.mdn"))).IsOneLine("row 62, column 'x': 'three' is not a number");
    }

    [Fact]
    public async Task I_am_told_that_I_may_not_read_a_file()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("secret.csv"), TestTables.Small);
        await Demo.RunFileAsync("chmod", "000", folder.At("secret.csv"));
        // Root may read everything, but for a process that has given that up.
        string[] command = [program.File, "fit", "--target", "y", "--data", folder.At("secret.csv"), "--model",
            folder.At("m.mdn")];
        Outcome outcome = Environment.IsPrivilegedProcess
            ? await Demo.RunFileAsync("setpriv", ["--bounding-set=-all", "--inh-caps=-all", .. command])
            : await Demo.RunFileAsync(command[0], command[1..]);
        outcome.IsOneLine(folder.At("secret.csv"), "cannot be read: permission denied");
        Assert.Equal(["secret.csv"], folder.Names);
    }

    [Fact]
    public async Task I_am_told_in_one_line_that_libtorch_cannot_be_loaded()
    {
        using var output = new TempDir();
        Outcome outcome = await Demo.RunFileAsync(program.File, "mdn", "--epochs", "1", "--output", output.Path);

        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("libtorch cannot be loaded on this system", outcome.Error);
        Assert.Equal(1, outcome.Error.Count(c => c == '\n'));
        Assert.Empty(output.Names);
    }
}
