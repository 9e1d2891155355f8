namespace MdnDemo.Tests.Support;

/// <summary>
/// What runs in this collection runs beside nothing else: it measures a time.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<LibtorchFixture>;
