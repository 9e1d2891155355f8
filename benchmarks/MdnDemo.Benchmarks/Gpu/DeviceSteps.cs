using System.Diagnostics;
using MdnDemo.Benchmarks.Densities;
using MdnDemo.Benchmarks.Speed;
using MixtureDensity;
using TorchSharp;
using static MdnDemo.Benchmarks.Densities.MarkdownTable;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Gpu;

/// <summary>What a full-batch step costs on the CPU and on another device, for several numbers of rows.</summary>
/// <param name="device">The device.</param>
/// <param name="seconds">How long each is measured.</param>
internal sealed class DeviceSteps(Device device, double seconds)
{
    private const int Components = 24;

    private static readonly (string Name, int Inputs, int[] Hidden)[] Networks =
        [("1–50–24 components", 1, [50]), ("8–256–256–24 components", 8, [256, 256])];

    /// <summary>The milliseconds of a step, in a table.</summary>
    public string Table(IEnumerable<int> rows)
    {
        string on = device.type.ToString();
        var table = new MarkdownTable("network", "rows a step", "CPU, analytic gradient", $"{on}, autograd objective",
            $"{on}, log_prob in a closure", $"{on}, idiomatic TorchSharp", $"CPU ÷ {on}");
        foreach (var (name, inputs, hidden) in Networks)
        {
            foreach (int count in rows)
            {
                double cpu = Measure(() => Analytic(inputs, hidden, count));
                double there = Measure(() => Autograd(inputs, hidden, count));
                table.Add(name, Number(count, "N0"), Milliseconds(cpu), Milliseconds(there),
                    Milliseconds(Measure(() => Closure(inputs, hidden, count))),
                    Milliseconds(Measure(() => Idiomatic(inputs, hidden, count))), Number(cpu / there, "G2"));
            }
        }
        return table.ToString();
    }

    private static string Milliseconds(double seconds) =>
        double.IsNaN(seconds) ? "failed" : Number(1e3 * seconds, "G3");

    // Every step reads its loss, as a training does, and so waits for the device.
    private double Measure(Func<Action<int>> prepare)
    {
        using var scope = NewDisposeScope();
        try
        {
            Action<int> take = prepare();
            take(3);
            int steps = 0;
            long start = Stopwatch.GetTimestamp();
            double elapsed;
            do
            {
                int some = Math.Max(1, steps);
                take(some);
                steps += some;
                elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
            while (elapsed < seconds);
            return elapsed / steps;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"A step failed: {e.GetType().Name}: {e.Message.Split('\n')[0]}");
            return double.NaN;
        }
    }

    private static Action<int> Analytic(int inputs, int[] hidden, int rows)
    {
        var network = Network(inputs, hidden, CPU);
        var (x, y) = Data(inputs, rows, CPU);
        IObjective objective = AnalyticObjective.NegativeLogLikelihood(network);
        var optimizer = new MixtureDensity.AdamW(objective.Parameters, weightDecay: 0);
        return steps => Trainer.Minimize(objective, x, y, optimizer, steps);
    }

    private Action<int> Autograd(int inputs, int[] hidden, int rows)
    {
        var network = Network(inputs, hidden, device);
        var (x, y) = Data(inputs, rows, device);
        AutogradObjective objective = AutogradObjective.NegativeLogLikelihood(network);
        optim.Optimizer optimizer = optim.Adam(network.parameters());
        return steps => Trainer.Minimize(objective, x, y, optimizer, steps);
    }

    private Action<int> Closure(int inputs, int[] hidden, int rows)
    {
        var network = Network(inputs, hidden, device);
        var (x, y) = Data(inputs, rows, device);
        optim.Optimizer optimizer = optim.Adam(network.parameters());
        return steps => Trainer.Minimize(() => -network.call(x).log_prob(y).mean(), optimizer, steps);
    }

    private Action<int> Idiomatic(int inputs, int[] hidden, int rows)
    {
        var network = new IdiomaticMixtureNetwork(inputs, hidden, Components, nn.Tanh);
        network.to(device);
        var (x, y) = Data(inputs, rows, device);
        optim.Optimizer optimizer = optim.Adam(network.parameters());
        return steps => Trainer.Minimize(() => network.Loss(x, y), optimizer, steps);
    }

    private static MixtureDensityNetwork Network(int inputs, int[] hidden, Device device)
    {
        var network = new MixtureDensityNetwork(inputs, hidden, Components, generator: new Generator(1));
        network.to(device);
        return network;
    }

    private static (Tensor X, Tensor Y) Data(int inputs, int rows, Device device)
    {
        using var generator = new Generator(2);
        Tensor x = randn([rows, inputs], ScalarType.Float32, CPU, generator: generator);
        Tensor y = x.narrow(1, 0, 1).sin() + 0.1 * randn([rows, 1], ScalarType.Float32, CPU, generator: generator);
        return (x.to(device), y.to(device));
    }
}
