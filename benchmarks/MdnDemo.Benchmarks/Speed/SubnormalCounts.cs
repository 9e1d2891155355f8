using MixtureDensity;
using MixtureDensity.Tests.Support;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>How many numbers were looked at in each place of a training, and how many of them were subnormal.</summary>
internal sealed class SubnormalCounts
{
    private readonly Dictionary<string, (long Numbers, long Subnormal)> _places = [];

    /// <summary>The counts.</summary>
    public IEnumerable<(string Place, long Numbers, long Subnormal)> ByPlace =>
        _places.Select(p => (p.Key, p.Value.Numbers, p.Value.Subnormal));

    /// <summary>Does some work on this thread, and counts it if the processor met a subnormal number.</summary>
    public void During(string place, Action work)
    {
        if (!FloatingPointFlags.AreKnown)
        {
            work();
            return;
        }
        FloatingPointFlags.Clear();
        work();
        Add(place, 1, FloatingPointFlags.MetSubnormal() ? 1 : 0);
    }

    /// <summary>Looks into an objective after an evaluation.</summary>
    public void Add(DenseObjective<float> objective)
    {
        foreach (var (place, values) in objective.Intermediates())
            Add(place, values.Entries);
        Add("weights", objective.Parameters[0].data<float>().ToArray());
        Add("gradients of weights", objective.Parameters[0].grad!.data<float>().ToArray());
    }

    /// <summary>Looks at some numbers.</summary>
    public void Add(string place, ReadOnlySpan<float> numbers)
    {
        int subnormal = 0;
        foreach (float number in numbers)
            subnormal += float.IsSubnormal(number) ? 1 : 0;
        Add(place, numbers.Length, subnormal);
    }

    private void Add(string place, long numbers, long subnormal)
    {
        var before = _places.GetValueOrDefault(place);
        _places[place] = (before.Numbers + numbers, before.Subnormal + subnormal);
    }
}
