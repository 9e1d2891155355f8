using System.Text.RegularExpressions;
using MdnDemo.Tests.Support;

namespace MdnDemo.Tests;

[Collection(nameof(Libtorch))]
public class FailureSpecs
{
    [Fact]
    public void I_am_told_that_the_output_folder_is_a_file()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("images"), "a file");
        Outcome outcome = InProcess.Run("regress", "--output", folder.At("images"));

        outcome.IsOneLine($"Cannot write into the folder '{folder.At("images")}'", "--output");
        Assert.Equal("a file", File.ReadAllText(folder.At("images")));
    }

    [Fact]
    public void I_am_told_that_the_output_folder_cannot_be_made()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("file"), "a file");

        InProcess.Run("mdn", "--output", folder.At("file/images")).IsOneLine("file/images'", "--output");
        InProcess.Run("mdn", "--output", "/proc/images").IsOneLine("'/proc/images'", "--output");
        InProcess.Run("mdn", "--output", folder.At(new string('a', 300))).IsOneLine("aaa'", "--output");
        InProcess.Run("mdn", "--output", folder.At("new/" + new string('a', 300))).IsOneLine("aaa'",
            "--output");
    }

    [Fact]
    public void I_am_told_that_the_output_folder_cannot_be_written_to() =>
        // /proc/self/fd is a folder where even root can make no file.
        InProcess.Run("mdn", "--output",
            "/proc/self/fd").IsOneLine("Cannot write into the folder '/proc/self/fd'", "--output");

    [Fact]
    public void I_keep_my_earlier_pictures_when_one_cannot_be_replaced()
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("mdn-1.png"), "an earlier picture");
        Directory.CreateDirectory(folder.At("mdn-2.png"));
        Outcome outcome = InProcess.Run("regress", "--epochs", "2", "--output", folder.Path);

        IsFailure(outcome, $"Cannot write '{folder.At("mdn-2.png")}': it is a folder");
        Assert.Equal(["mdn-1.png", "mdn-2.png"], folder.Names);
        Assert.Equal("an earlier picture", File.ReadAllText(folder.At("mdn-1.png")));
    }

    [Theory]
    [InlineData("regress")]
    [InlineData("mdn")]
    public void I_am_told_in_which_epoch_the_loss_diverged_and_what_to_change(string command)
    {
        using var folder = new TempDir();
        Outcome outcome = InProcess.Run(command, "--learning-rate", "1e30", "--epochs", "10", "--output",
            folder.At("new/pictures"));

        IsFailure(outcome, "The training loss became", "in epoch", "--learning-rate below 1E+30");
        Assert.Empty(folder.Names);
    }

    /// <summary>One line after those of the progress.</summary>
    private static void IsFailure(Outcome outcome, params string[] parts)
    {
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Output));
        string line = Assert.Single(outcome.Notes);
        Assert.All(parts, part => Assert.Contains(part, line));
    }
}
