namespace MdnDemo.Tests.Support;

/// <summary>
/// What runs in this collection runs beside nothing else: it takes the console for itself, or measures a time.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<LibtorchFixture>;
