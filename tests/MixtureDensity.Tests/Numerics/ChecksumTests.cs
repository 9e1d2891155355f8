using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity.Tests.Numerics;

public sealed class ChecksumTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Every_number_counts_and_its_place(ScalarType dtype)
    {
        Tensor[] tensors = [.. new[] { 1, 7, 8, 33, 300 }.Select(n =>
            randn([n], ScalarType.Float64, CPU, generator: new Generator((ulong)n)).to(dtype))];
        HashSet<UInt128> seen = [Checksum.Compute(tensors)];
        Assert.Contains(Checksum.Compute(tensors), seen);
        foreach (Tensor tensor in tensors)
        {
            for (int i = 0; i < tensor.numel(); i++)
            {
                tensor[i] += 1e-6;
                Assert.True(seen.Add(Checksum.Compute(tensors)));
            }
        }
        Assert.True(seen.Add(Checksum.Compute([tensors[1], tensors[0], .. tensors[2..]])));
    }

    [Fact]
    public void A_tensor_that_is_not_contiguous_is_read_in_its_order()
    {
        Tensor values = randn([5, 9], ScalarType.Float32, CPU, generator: new Generator(1));
        Assert.Equal(Checksum.Compute([values.t().contiguous()]), Checksum.Compute([values.t()]));
    }
}
