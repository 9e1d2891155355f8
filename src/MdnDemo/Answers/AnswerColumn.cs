namespace MdnDemo.Answers;

/// <summary>A column of an answer.</summary>
/// <param name="Name">Its name, behind that of the target.</param>
/// <param name="IsLocation">Whether it holds values of the target, and not a probability or a width.</param>
internal sealed record AnswerColumn(string Name, bool IsLocation);
