using System.Text.RegularExpressions;

namespace MdnDemo.Tests.Support;

/// <summary>What a process left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>Claims that it failed with one line on stderr that says all this, and printed nothing else.</summary>
    public void IsOneLine(params IEnumerable<string> parts)
    {
        Assert.Equal((1, ""), (ExitCode, Output));
        Assert.EndsWith("\n", Error);
        string line = Assert.Single(Notes);
        Assert.All(parts, part => Assert.Contains(part, line));
    }

    /// <summary>The lines on stderr but those of the progress, and the one that says what was read.</summary>
    public string[] Notes =>
        [
            .. Error.Split('\n').Where(line => line.Length > 0 && !IsSummary(line)
                && !Regex.IsMatch(line, @"^\d+ %  (epoch|hidden|writing files) ")),
        ];

    /// <summary>Whether a line on stderr says what was understood of a table.</summary>
    public static bool IsSummary(string line) => line.StartsWith("Read ", StringComparison.Ordinal);
}
