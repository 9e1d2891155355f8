using System.Globalization;
using System.Reflection;
using MixtureDensity.Tests;
using TorchSharp;
using Xunit.v3;

[assembly: SeededGenerator]

namespace MixtureDensity.Tests;

/// <summary>
/// Seeds libtorch's global generator before each test, from which networks have their weights if a test gives them no
/// generator, and prints the seed with the test. <c>GENERATOR_SEED=7 dotnet test …</c> runs a test from that seed.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class SeededGeneratorAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        long seed = Environment.GetEnvironmentVariable("GENERATOR_SEED") is { } given
            ? long.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        torch.manual_seed(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"The seed of libtorch's global generator is {seed}.");
    }
}
