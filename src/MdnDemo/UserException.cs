namespace MdnDemo;

/// <summary>
/// An error that the user can fix. The message is one line: what is wrong, where, and what to do.
/// </summary>
internal sealed class UserException(string message, Exception? inner = null) : Exception(message, inner);
