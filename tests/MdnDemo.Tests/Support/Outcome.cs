using System.Text.RegularExpressions;

namespace MdnDemo.Tests.Support;

/// <summary>What a process left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>Claims that it failed with one line on stderr that says all this, and printed nothing else.</summary>
    public void IsOneLine(params IEnumerable<string> parts)
    {
        Assert.Equal((1, ""), (ExitCode, Output));
        Assert.Matches(@"^[^\r\n]+\n$", Error);
        Assert.All(parts, part => Assert.Contains(part, Error));
    }

    /// <summary>The lines on stderr but those of the progress.</summary>
    public string[] Notes =>
        [.. Error.TrimEnd('\n').Split('\n').Where(line => !Regex.IsMatch(line, @"^\d+ %  (epoch|hidden) "))];
}
