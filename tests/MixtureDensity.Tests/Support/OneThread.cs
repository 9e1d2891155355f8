using System.Runtime.CompilerServices;
using TorchSharp;

namespace MixtureDensity.Tests.Support;

internal static class OneThread
{
    /// <summary>The tensors here are small: threads that wait for each other take most of the time.</summary>
    [ModuleInitializer]
    public static void Set() => torch.set_num_threads(1);
}
