namespace MdnDemo.Tables;

/// <summary>How a table was read.</summary>
/// <param name="Summary">The file, its rows and columns, in a sentence.</param>
/// <param name="Columns">A description of each column, in the order of the table.</param>
/// <param name="Warnings">What is not used and why, one sentence each.</param>
internal sealed record TableNotes(
    string Summary, IReadOnlyList<(string Column, string What)> Columns, IReadOnlyList<string> Warnings)
{
    /// <summary>No notes, for a table that is not from a file.</summary>
    public static TableNotes None { get; } = new("", [], []);
}
