namespace MdnDemo.Tests.Support;

/// <summary>
/// Loads libtorch as the program does. What runs in this collection runs one after the other, for it counts tensors or
/// takes the one console. Beside it run the tests that start processes.
/// </summary>
public sealed class LibtorchFixture
{
    public LibtorchFixture() => Libtorch.Load();
}

[CollectionDefinition(nameof(Libtorch))]
public sealed class LibtorchUsers : ICollectionFixture<LibtorchFixture>;
