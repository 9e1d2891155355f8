using MdnDemo.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace MdnDemo.Tests.Support;

/// <summary>
/// The tests that run in this process take longer than all that run beside them: they start first, or they would run on
/// alone.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [.. testCollections.OrderBy(collection => collection.TestCollectionDisplayName != nameof(Libtorch))];
}
