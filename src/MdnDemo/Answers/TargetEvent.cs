using MixtureDensity;

namespace MdnDemo.Answers;

/// <summary>The event that a target is in an interval: Lower &lt; y ≤ Upper.</summary>
/// <param name="Option">The option that asks for it, for messages.</param>
/// <param name="Target">The target's name; null means the only one.</param>
/// <param name="Lower">The lower end, which is outside; or −∞.</param>
/// <param name="Upper">The upper end, which is inside; or ∞.</param>
internal sealed record TargetEvent(string Option, string? Target, double Lower, double Upper)
{
    /// <summary>Its name behind that of the target, in a column: above_3, below_3, between_1_and_3.</summary>
    public string Name => double.IsInfinity(Upper) ? $"above_{Lower}"
        : double.IsInfinity(Lower) ? $"below_{Upper}"
        : $"between_{Lower}_and_{Upper}";

    /// <summary>A description, which says which end counts.</summary>
    public string Words => double.IsInfinity(Upper) ? $"above {Lower}"
        : double.IsInfinity(Lower) ? $"at most {Upper}"
        : $"above {Lower}, at most {Upper}";

    /// <summary>Checks that every event has a target, and that there are no duplicates.</summary>
    /// <exception cref="UserException">An event has no target, or is duplicate.</exception>
    public static void Check(IReadOnlyList<TargetEvent> events, TableSchema schema)
    {
        string targets = string.Join(", ", schema.Targets.Select(t => $"'{t.Name}'"));
        foreach (TargetEvent each in events)
        {
            if (each.Target is null && schema.Targets.Count > 1)
                throw new UserException($"{each.Option} needs the name of a target, for the model has {targets}; write "
                    + $"{each.Option} {schema.Targets[0].Name}={each.Thresholds}.");
            if (each.Target is not null && schema.Targets.All(t => t.Name != each.Target))
                throw new UserException(
                    $"{each.Option}: the model has no target '{each.Target}'; it predicts {targets}.");
        }
        if (events.GroupBy(e => (e.Target ?? schema.Targets[0].Name, e.Name)).FirstOrDefault(g => g.Count() > 1) is
            { } twice)
            throw new UserException($"{twice.First().Option} {twice.First().Thresholds} is there twice; name it once.");
    }

    /// <summary>Whether it is about a target.</summary>
    public bool IsOf(string target) => Target is null || Target == target;

    /// <summary>Its probability.</summary>
    public double ProbabilityUnder(ScalarDistribution distribution) => distribution.Probability(Lower, Upper);

    private string Thresholds => string.Join(' ', new[] { Lower, Upper }.Where(double.IsFinite));
}
