namespace MdnDemo.Tables;

/// <summary>What was understood of a table.</summary>
/// <param name="Summary">The file, its rows and columns, in a sentence.</param>
/// <param name="Columns">What each column is, in the order of the table.</param>
/// <param name="Warnings">What is not used and why, a sentence each.</param>
internal sealed record TableNotes(
    string Summary, IReadOnlyList<(string Column, string What)> Columns, IReadOnlyList<string> Warnings)
{
    /// <summary>Nothing is known of a table that no file holds.</summary>
    public static TableNotes None { get; } = new("", [], []);
}
