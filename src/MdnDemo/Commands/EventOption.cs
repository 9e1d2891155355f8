using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MdnDemo.Answers;

namespace MdnDemo.Commands;

/// <summary>
/// Options that ask for the probability of an event: <c>--above 3</c> is P(y &gt; 3), <c>--below 3</c> P(y ≤ 3), and
/// <c>--between price=1 3</c> P(1 &lt; price ≤ 3), so that those of neighbours add up to 1.
/// </summary>
internal static class EventOption
{
    /// <summary><c>--above</c>.</summary>
    public static Option<TargetEvent[]> Above() => Thresholds("--above", "P(y > T) that the target is greater",
        (target, threshold) => new TargetEvent("--above", target, threshold, double.PositiveInfinity));

    /// <summary><c>--below</c>.</summary>
    public static Option<TargetEvent[]> Below() => Thresholds("--below", "P(y ≤ T) that the target is less or equal",
        (target, threshold) => new TargetEvent("--below", target, double.NegativeInfinity, threshold));

    /// <summary><c>--between</c>.</summary>
    public static Option<TargetEvent[]> Between() => Create("--between", "A B",
        "Two numbers A B, for the probability P(A < y ≤ B) that the target is greater than A and at most B; with "
            + "several targets NAME=A B",
        result => [.. result.Tokens.Chunk(2).Select(pair => ParsePair(result, pair)).OfType<TargetEvent>()]);

    private static Option<TargetEvent[]> Thresholds(string name, string meaning,
        Func<string?, double, TargetEvent> create) => Create(name, "T",
        $"Numbers T, each for the probability {meaning}; with several targets NAME=T",
        result => [.. result.Tokens.Select(token => Parse(result, name, token.Value))
            .OfType<(string? Target, double Number)>().Select(p => create(p.Target, p.Number))]);

    private static Option<TargetEvent[]> Create(string name, string helpName, string description,
        Func<ArgumentResult, TargetEvent[]> parse) => new(name)
        {
            Description = description,
            HelpName = helpName,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = parse,
        };

    private static TargetEvent? ParsePair(ArgumentResult result, Token[] pair)
    {
        const string Name = "--between";
        if (pair.Length < 2)
        {
            result.AddError($"{Name} {pair[0].Value} has no second number; write {Name} 1 3.");
            return null;
        }
        if (Parse(result, Name, pair[0].Value) is not var (target, lower)
            || Parse(result, Name, pair[1].Value) is not var (other, upper))
            return null;
        if (other is not null && other != target)
            result.AddError($"{Name} names the targets '{target}' and '{other}'; name one: {Name} {other}=1 3.");
        else if (!(lower < upper))
            result.AddError($"{Name} {lower} {upper}: the first number must be less than the second.");
        return new TargetEvent(Name, target, lower, upper);
    }

    private static (string? Target, double Number)? Parse(ArgumentResult result, string name, string text)
    {
        // A target's name may hold the sign too.
        int sign = text.LastIndexOf('=');
        bool isNumber = double.TryParse(text.AsSpan(sign + 1), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double number);
        if (isNumber && double.IsFinite(number))
            return (sign < 0 ? null : text[..sign], number);
        result.AddError($"{name} is '{text}'; it must be a number such as 10, or target=10.");
        return null;
    }
}
