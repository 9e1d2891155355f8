using CsCheck;
using MixtureDensity.Tests.Support;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MixtureDensity.Tests.Objectives;

public sealed class SquaredErrorObjectiveTests
{
    private static readonly Gen<(int[] Widths, Activation Activation, ScalarType Dtype, int Rows, ulong Seed)> Cases =
        Gen.Select(
        Gen.Int[1, 9].Array[2, 4], Mixtures.OneOf(Enum.GetValues<Activation>()),
            Mixtures.OneOf(ScalarType.Float32, ScalarType.Float64),
        Gen.OneOf(Gen.Int[1, 70], Gen.Int[1000, 3000]), Gen.ULong[0, 1_000_000]);

    [Fact]
    public void It_is_what_autograd_says_for_any_network() => Cases.Check(
        c =>
        {
            using var scope = NewDisposeScope();
            Sequential network = Network(c.Widths, c.Activation, c.Dtype),
                reference = Network(c.Widths, c.Activation, ScalarType.Float64);
            reference.load_state_dict(network.state_dict());
            Tensor Draw(int columns, ulong seed) =>
                randn([c.Rows, columns], ScalarType.Float64, generator: Make.Seed(c.Seed + seed)).to(c.Dtype);
            using IObjective objective = AnalyticObjective.SquaredError(network);
            Agreement.WithAutograd(objective, [.. network.parameters()], [.. reference.parameters()],
                (x, y) => functional.mse_loss(reference.call(x), y), (x, y) => functional.mse_loss(network.call(x), y),
                Draw(c.Widths[0], 1), Draw(c.Widths[^1], 2));
        },
        times: 80);

    [Fact]
    public void A_single_linear_layer_is_a_network_too()
    {
        using Sequential network = Sequential(Linear(1, 1));
        using (no_grad())
        {
            foreach (Parameter parameter in network.parameters())
                parameter.fill_(2);
        }
        using IObjective objective = AnalyticObjective.SquaredError(network);
        // 2 · 3 + 2 misses 7 by 1: a loss of 1, of which the slopes are 2 · 3 and 2.
        Close.To(1, objective.Evaluate(full(1, 1, 3f), full(1, 1, 7f)), 1e-6);
        Close.To([6, 2], objective.Parameters.Single().grad!.Doubles(), 1e-6);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "no layer at all", "should end with a Linear" },
        { "an activation at the end", "should end with a Linear" },
        { "two activations", "The ReLU in place 2 of the network should be a Linear with a bias." },
        { "an activation at the beginning", "The Tanh in place 0 of the network should be a Linear with a bias." },
        { "a layer without a bias", "The Linear in place 0 of the network should be a Linear with a bias." },
        { "another activation", "The Sigmoid in place 1 of the network should be one of Tanh, ReLU, SiLU." },
        { "two layers in a row", "The Linear in place 1 of the network should be one of Tanh, ReLU, SiLU." },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_network_of_anything_else_is_refused(string mistake, string message)
    {
        using Sequential network = mistake switch
        {
            "no layer at all" => Sequential(),
            "an activation at the end" => Sequential(Linear(1, 2), ReLU()),
            "two activations" => Sequential(Linear(1, 2), ReLU(), ReLU(), Linear(2, 1)),
            "an activation at the beginning" => Sequential(Tanh(), Linear(1, 1)),
            "a layer without a bias" => Sequential(Linear(1, 1, hasBias: false)),
            "another activation" => Sequential(Linear(1, 2), Sigmoid(), Linear(2, 1)),
            _ => Sequential(Linear(1, 2), Linear(2, 2), Linear(2, 1)),
        };
        Assert.Contains(message,
            Assert.Throws<ArgumentException>("network", () => AnalyticObjective.SquaredError(network)).Message,
            StringComparison.Ordinal);
    }

    private static Sequential Network(int[] widths, Activation activation, ScalarType dtype)
    {
        List<nn.Module<Tensor, Tensor>> modules = [];
        foreach (var (from, to) in widths.Zip(widths[1..]))
        {
            if (modules.Count > 0)
                modules.Add(activation switch { Activation.Tanh => Tanh(), Activation.ReLU => ReLU(), _ => SiLU() });
            modules.Add(Linear(from, to, dtype: dtype));
        }
        return Sequential(modules);
    }
}
