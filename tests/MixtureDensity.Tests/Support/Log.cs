namespace MixtureDensity.Tests.Support;

/// <summary>Receives reports at once, on the thread that makes them.</summary>
internal sealed class Log<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
