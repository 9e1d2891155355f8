using MixtureDensity.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Network;

public sealed class NetworkFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("networks-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "network");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Make.CovariancesAndDtypes), MemberType = typeof(Make))]
    public void A_network_that_is_loaded_gives_the_same_numbers(Covariance covariance, ScalarType dtype)
    {
        using var generator = new Generator(1);
        using var network = new MixtureDensityNetwork(3, [7, 5], 4, 2, covariance, Activation.SiLU, (-3, 2), dtype,
            generator);
        Tensor x = randn([20, 3], dtype, CPU, generator: generator) * 5 + 100;
        Tensor y = randn([20, 2], dtype, CPU, generator: generator) * 3 - 40;
        if (covariance != Covariance.Tied)
            network.Standardize(x, y);
        network.Save(Path);
        using MixtureDensityNetwork loaded = MixtureDensityNetwork.Load(Path);
        Assert.Equal((3, 4, 2, covariance, Activation.SiLU, (-3.0, 2.0), dtype), (loaded.Inputs, loaded.Components,
            loaded.Targets, loaded.Covariance, loaded.Activation, loaded.LogScaleBounds, loaded.Dtype));
        Assert.Equal([7, 5], loaded.Hidden);
        Assert.Equal(network.call(x).log_prob(y).Doubles(), loaded.call(x).log_prob(y).Doubles());
        // It may be trained further.
        using IObjective objective = AnalyticObjective.NegativeLogLikelihood(loaded);
        Assert.True(double.IsFinite(objective.Evaluate(x, y)));
    }

    [Theory, InlineData(Covariance.Diagonal), InlineData(Covariance.Spherical)]
    public void A_network_of_many_targets_is_loaded_as_it_was_saved(Covariance covariance)
    {
        using var network = new MixtureDensityNetwork(1, [64], 10, 1000, covariance);
        network.Save(Path);
        using MixtureDensityNetwork loaded = MixtureDensityNetwork.Load(Path);
        Assert.Equal(network.parameters().Last().data<float>(), loaded.parameters().Last().data<float>());
    }

    [Fact]
    public void What_could_not_be_loaded_is_not_saved()
    {
        using var half = new MixtureDensityNetwork(1, [3], 2);
        half.to(ScalarType.Float16);
        Assert.Contains("is Float16, and a file holds Float32 or Float64",
            Assert.Throws<InvalidOperationException>(() => half.Save(Path)).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_is_damaged_or_another_is_refused()
    {
        using var network = new MixtureDensityNetwork(1, [3], 2);
        network.Save(Path);
        byte[] whole = File.ReadAllBytes(Path);
        foreach (int place in new[] { 9, 13, 40, whole.Length / 2, whole.Length - 1 })
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 1;
            Refuses(damaged, "checksum");
        }
        Refuses(whole[..^1], "checksum");
        Refuses(whole[..20], "checksum");
        Refuses([], "no file of a network");
        Refuses("MDNMODEL"u8.ToArray(), "no file of a network");
        Refuses("MDNNET99"u8.ToArray(), "another version");
        Assert.Equal(["network"], Directory.GetFiles(_folder).Select(f => System.IO.Path.GetFileName(f)));

        void Refuses(byte[] bytes, string reason)
        {
            File.WriteAllBytes(Path, bytes);
            string message = Assert.Throws<InvalidDataException>(() => MixtureDensityNetwork.Load(Path)).Message;
            Assert.StartsWith($"'{Path}' cannot be loaded: ", message);
            Assert.Contains(reason, message);
        }
    }
}
