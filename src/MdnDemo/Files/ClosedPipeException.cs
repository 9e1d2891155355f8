namespace MdnDemo.Files;

/// <summary>The reader of standard output closed its end, as <c>head</c> does after its lines. Not an error.</summary>
internal sealed class ClosedPipeException() : Exception("Standard output has no reader any more.");
