using System.CommandLine;
using MdnDemo.Experiments;

namespace MdnDemo.Commands;

/// <summary>The options of both experiments, with the defaults of an experiment's record.</summary>
internal sealed class SharedOptions
{
    private readonly Option<int> _epochs;
    private readonly Option<int> _points;
    private readonly Option<int> _hidden;
    private readonly Option<double> _learningRate;
    private readonly Option<double> _alpha;
    private readonly Option<long> _seed;
    private readonly Option<string> _output;

    /// <summary>Adds the options to a command.</summary>
    public SharedOptions(Command command, ExperimentOptions defaults)
    {
        command.Add(_epochs = NumberOption.For<int>(
            defaults, nameof(defaults.Epochs), "--epochs", "The number of full-batch training steps"));
        command.Add(_points = NumberOption.For<int>(
            defaults, nameof(defaults.Points), "--points",
                "The number of training points, and of new points to test on"));
        command.Add(_hidden = NumberOption.For<int>(
            defaults, nameof(defaults.Hidden), "--hidden", "The width of the hidden layer"));
        command.Add(_learningRate = NumberOption.For<double>(
            defaults, nameof(defaults.LearningRate), "--learning-rate", "RMSprop's learning rate"));
        command.Add(_alpha = NumberOption.For<double>(
            defaults, nameof(defaults.Alpha), "--alpha", "RMSprop's smoothing constant, at least 0 and less than 1"));
        command.Add(_seed = NumberOption.For<long>(
            defaults, nameof(defaults.Seed), "--seed", "Random seed of data, weights and samples"));
        command.Add(_output = new Option<string>("--output") { Description = "The folder for the pictures",
            HelpName = "folder", DefaultValueFactory = _ => "images" });
    }

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
