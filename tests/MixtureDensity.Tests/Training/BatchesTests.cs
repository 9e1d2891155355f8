namespace MixtureDensity.Tests.Training;

public sealed class BatchesTests
{
    [Fact]
    public void Between_two_shuffles_every_row_is_seen_once()
    {
        int[] rows = [.. Enumerable.Range(100, 12)];
        var batches = new Batches(rows, size: 4, new TorchSharp.torch.Generator(1));
        List<int[]> orders = [];
        for (int shuffle = 0; shuffle < 3; shuffle++)
        {
            orders.Add([.. Enumerable.Range(0, 3).SelectMany(_ => batches.Next().ToArray())]);
            Assert.Equal(rows, orders[^1].Order());
        }
        Assert.NotEqual(orders[0], orders[1]);
    }

    [Fact]
    public void A_batch_is_always_whole()
    {
        var batches = new Batches([.. Enumerable.Range(0, 10)], size: 4, new TorchSharp.torch.Generator(1));
        for (int i = 0; i < 7; i++)
            Assert.Equal(4, batches.Next().ToArray().Distinct().Count());
    }
}
