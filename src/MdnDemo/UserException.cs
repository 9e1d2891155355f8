namespace MdnDemo;

/// <summary>
/// Something that the user can put right. The message is one line: what is wrong, where, and what to do.
/// </summary>
internal sealed class UserException(string message, Exception? inner = null) : Exception(message, inner);
