namespace MdnDemo.Tests.Support;

/// <summary>A program took longer than it promises: it is slow, or the machine did something else.</summary>
internal sealed class LateException(TimeSpan time, TimeSpan limit)
    : Exception($"It took {time.TotalSeconds:F2} s and not {limit.TotalSeconds:F2} s.");
