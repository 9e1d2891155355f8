using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>Some rows of a file.</summary>
/// <param name="Table">The cells of the columns that are read.</param>
/// <param name="FileRows">The file's row of each row.</param>
/// <param name="Texts">Each row as it stands in the file, where that was asked for.</param>
internal sealed record TableRows(Table Table, IReadOnlyList<int> FileRows, RowTexts Texts);
