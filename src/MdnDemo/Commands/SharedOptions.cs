using System.CommandLine;
using MdnDemo.Experiments;

namespace MdnDemo.Commands;

/// <summary>The options of both experiments.</summary>
/// <param name="defaults">The record of an experiment with the defaults.</param>
internal sealed class SharedOptions(ExperimentOptions defaults)
{
    private readonly Option<int> _epochs = NumberOption.For<int>(
        defaults, nameof(defaults.Epochs), "--epochs", "The number of full-batch training steps");

    private readonly Option<int> _points = NumberOption.For<int>(
        defaults, nameof(defaults.Points), "--points", "The number of training points, and of new points to test on");

    private readonly Option<int> _hidden = NumberOption.For<int>(
        defaults, nameof(defaults.Hidden), "--hidden", "The width of the hidden layer");

    private readonly Option<double> _learningRate = NumberOption.For<double>(
        defaults, nameof(defaults.LearningRate), "--learning-rate", "RMSprop's learning rate");

    private readonly Option<double> _alpha = NumberOption.For<double>(
        defaults, nameof(defaults.Alpha), "--alpha", "RMSprop's smoothing constant, at least 0 and less than 1");

    private readonly Option<long> _seed = NumberOption.For<long>(
        defaults, nameof(defaults.Seed), "--seed", "Random seed of data, weights and samples");

    private readonly Option<string> _output = new("--output")
    {
        Description = "The folder for the pictures",
        HelpName = "folder",
        DefaultValueFactory = _ => "images",
    };

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_epochs, _points, _hidden, _learningRate, _alpha, _seed, _output];

    /// <summary>The experiment's record with what the user chose.</summary>
    /// <exception cref="UserException">A value is out of range.</exception>
    public T Read<T>(T defaults, ParseResult parse)
        where T : ExperimentOptions => defaults with
        {
            Epochs = parse.GetValue(_epochs),
            Points = parse.GetValue(_points),
            Hidden = parse.GetValue(_hidden),
            LearningRate = parse.GetValue(_learningRate),
            Alpha = parse.GetValue(_alpha),
            Seed = parse.GetValue(_seed),
        };

    /// <summary>The folder for the pictures.</summary>
    public string Output(ParseResult parse) => parse.GetValue(_output)!;
}
