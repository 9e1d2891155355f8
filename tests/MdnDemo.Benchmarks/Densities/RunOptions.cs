using System.CommandLine;
using System.Globalization;
using MdnDemo.Commands;
using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>The options of the commands that fit models: where the results go, and what is not to be at its default.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _results = ResultsFolder.Option();
    private readonly Option<bool> _fresh = new("--fresh") { Description = "Delete the results that are there, and start over" };
    private readonly Option<int> _steps = NumberOption.Whole("--steps", "The most training steps of a network, for a quick look; 0 chooses by the size of the table", new ModelOptions().Fit.Steps);

    /// <summary>Adds the options to a command.</summary>
    public RunOptions(Command command)
    {
        command.Add(_results);
        command.Add(_fresh);
        command.Add(_steps);
    }

    /// <summary>The results that are there already.</summary>
    /// <param name="parse">The arguments.</param>
    /// <param name="name">What the results are of.</param>
    /// <exception cref="UserException">The folder cannot be written to, or the file holds something else.</exception>
    public ResultsFile Open(ParseResult parse, string name) => ResultsFile.Open(parse.GetValue(_results)!, name, parse.GetValue(_fresh));

    /// <summary>What the models are made of.</summary>
    /// <param name="parse">The arguments.</param>
    /// <param name="options">What they are made of as far as the command alone decides it.</param>
    /// <exception cref="UserException">An option is out of range.</exception>
    public ModelOptions Model(ParseResult parse, ModelOptions options) =>
        FitChecks.Checked(options with { Fit = options.Fit with { Steps = parse.GetValue(_steps) } }, 1.0 / options.Folds);

    /// <summary>Which options are not at their defaults, in words; the grid's floor aside, which is in the file's name.</summary>
    public static string Changed(ModelOptions options)
    {
        var defaults = new ModelOptions();
        List<string> changed = [];
        if (options.Fit.Steps != defaults.Fit.Steps)
            changed.Add(string.Create(CultureInfo.InvariantCulture, $"steps {options.Fit.Steps}"));
        if (options.Seed != defaults.Seed)
            changed.Add(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}"));
        return changed.Count > 0 ? string.Join("; ", changed) : Provenance.Defaults;
    }

    /// <summary>What an interrupted user is told.</summary>
    public static string Farewell(ResultsFile file) => $"Stopped; the same command goes on after the {file.Results.Count} results in {file.Path}.";
}
