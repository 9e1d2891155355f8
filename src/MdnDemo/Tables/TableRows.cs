using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>Some rows of a file.</summary>
/// <param name="Table">The cells of the columns that are read.</param>
/// <param name="Places">Where each row stands.</param>
/// <param name="Texts">Each row as a text, where that was asked for.</param>
/// <param name="Unusable">The rows that no model can use, which are there for their places only, and why, as
/// it follows the row in a message.</param>
internal sealed record TableRows(Table Table, IReadOnlyList<RowPlace> Places, RowTexts Texts,
    IReadOnlyDictionary<int, string> Unusable)
{
    /// <summary>A row that a model can make nothing of.</summary>
    public UserException Mistake(RowException e) => new($"{Places[e.Row]}: {Reason(e)}", e);

    /// <summary>Why a model can make nothing of a row.</summary>
    public static string Reason(RowException e) => $"{char.ToLowerInvariant(e.Message[0])}{e.Message[1..]}";
}
