using System.CommandLine;
using MdnDemo.Experiments;

namespace MdnDemo.Commands;

/// <summary>The options of both experiments, with the defaults of an experiment's record.</summary>
internal sealed class SharedOptions
{
    private readonly Option<int> _epochs;
    private readonly Option<int> _samples;
    private readonly Option<int> _hidden;
    private readonly Option<double> _learningRate;
    private readonly Option<double> _alpha;
    private readonly Option<long> _seed;
    private readonly Option<string> _output;

    /// <summary>Adds the options to a command.</summary>
    public SharedOptions(Command command, ExperimentOptions defaults)
    {
        command.Add(_epochs = NumberOption.Whole("--epochs", "How many full-batch training steps to take", defaults.Epochs));
        command.Add(_samples = NumberOption.Whole("--samples", "How many points to train on, and how many fresh ones to test on (N)", defaults.Samples));
        command.Add(_hidden = NumberOption.Whole("--hidden", "The width of the hidden layer", defaults.Hidden));
        command.Add(_learningRate = NumberOption.Real("--learning-rate", "RMSprop's learning rate", defaults.LearningRate));
        command.Add(_alpha = NumberOption.Real("--alpha", "RMSprop's smoothing constant, at least 0 and less than 1", defaults.Alpha));
        command.Add(_seed = NumberOption.Whole("--seed", "Random seed", defaults.Seed));
        command.Add(_output = new Option<string>("--output") { Description = "The folder for the pictures", HelpName = "folder", DefaultValueFactory = _ => "images" });
    }

    /// <summary>The experiment's record with what the user chose.</summary>
    /// <exception cref="UserException">A value is out of range.</exception>
    public T Read<T>(T defaults, ParseResult parse)
        where T : ExperimentOptions => defaults with
        {
            Epochs = parse.GetValue(_epochs),
            Samples = parse.GetValue(_samples),
            Hidden = parse.GetValue(_hidden),
            LearningRate = parse.GetValue(_learningRate),
            Alpha = parse.GetValue(_alpha),
            Seed = parse.GetValue(_seed),
        };

    /// <summary>The folder for the pictures.</summary>
    public string Output(ParseResult parse) => parse.GetValue(_output)!;
}
