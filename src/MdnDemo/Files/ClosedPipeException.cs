namespace MdnDemo.Files;

/// <summary>Nobody reads standard output any more, such as a <c>head</c> that has its lines; no mistake.</summary>
internal sealed class ClosedPipeException() : Exception("Standard output has no reader any more.");
