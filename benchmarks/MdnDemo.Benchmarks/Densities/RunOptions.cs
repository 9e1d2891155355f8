using System.CommandLine;
using System.Globalization;
using MdnDemo.Commands;
using MdnDemo.Experiments;
using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>
/// The options of the commands that fit models: where the results go, and what is not to be at its default.
/// </summary>
internal sealed class RunOptions
{
    private readonly Option<string> _results = ResultsFolder.Option();
    private readonly Option<bool> _restart =
        new("--restart") { Description = "Delete the results that are there, and start over" };
    private readonly Option<string?> _without = new("--without")
    {
        Description = "Leave out a part of what fit does, to see what it is worth; choose a folder of its own "
            + "within --results",
        HelpName = "part",
    };
    private readonly Option<double> _effort = NumberOption.For<double>(
        new TrainingOptions(), nameof(TrainingOptions.Effort), "--effort",
            "Multiplies the default number of training steps");
    private readonly Option<int?> _steps = NumberOption.Optional<int>(
        new TrainingOptions(), nameof(TrainingOptions.Steps), "--steps",
            "The maximum number of training steps of a network, for a quick look");

    /// <summary>Adds the options to a command.</summary>
    public RunOptions(Command command)
    {
        command.Add(_results);
        command.Add(_restart);
        _without.AcceptOnlyFromAmong([.. Part.All.Select(p => p.Name)]);
        command.Add(_without);
        command.Add(_effort);
        command.Add(_steps);
    }

    /// <summary>The results that are there already.</summary>
    /// <param name="parse">The arguments.</param>
    /// <param name="name">What the results are of.</param>
    /// <exception cref="UserException">The folder cannot be written to, or the file holds something else.</exception>
    public ResultsFile Open(ParseResult parse, string name) =>
        ResultsFile.Open(parse.GetValue(_results)!, name, parse.GetValue(_restart));

    /// <summary>What the models are made of.</summary>
    /// <param name="parse">The arguments.</param>
    /// <param name="options">What they are made of as far as the command alone decides it.</param>
    public ModelOptions Model(ParseResult parse, ModelOptions options)
    {
        options = options with { Training = options.Training with { Steps = parse.GetValue(_steps),
            Effort = parse.GetValue(_effort) } };
        return parse.GetValue(_without) is { } part ? Part.Named(part).LeaveOut(options) : options;
    }

    /// <summary>
    /// Which options are not at their defaults, in words; how targets are taken aside, which is in the file's name.
    /// </summary>
    public string Changed(ParseResult parse, ModelOptions options)
    {
        var defaults = new ModelOptions();
        List<string> changed = [];
        if (parse.GetValue(_without) is { } part)
            changed.Add($"without {part}");
        if (options.Training.Effort != defaults.Training.Effort)
            changed.Add(string.Create(CultureInfo.InvariantCulture, $"effort {options.Training.Effort}"));
        if (options.Training.Steps != defaults.Training.Steps)
            changed.Add(string.Create(CultureInfo.InvariantCulture, $"steps {options.Training.Steps}"));
        if (options.Seed != defaults.Seed)
            changed.Add(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}"));
        return changed.Count > 0 ? string.Join("; ", changed) : Provenance.Defaults;
    }

    /// <summary>What is printed after an interruption.</summary>
    public string Farewell(ParseResult parse, ResultsFile file) =>
        $"Stopped; the same command{(parse.GetValue(_restart) ? " without --restart" : "")} goes on after the "
            + $"{Count.Format(file.Results.Count, "result")} in {file.Path}.";
}
