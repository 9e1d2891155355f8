using System.CommandLine;
using MdnDemo.Files;
using MdnDemo.Plots;
using MdnDemo.Reports;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Commands;

/// <summary>
/// <c>explain</c>: the importance of the inputs of a model, and how its distribution depends on them.
/// </summary>
internal sealed class ExplainCommand
{
    private readonly Option<string> _model = TableOptions.Model("The model, as fit saved it");
    private readonly Option<string> _data = TableOptions.Data(
        "The table, with the model's input and target columns, preferably of rows that fit has not seen");

    private readonly Option<string?> _plots = TableOptions.Plots();
    private readonly Option<string[]> _groups = new("--group-inputs")
    {
        Description = "Inputs to shuffle together, such as those that depend on each other; repeat it for more groups",
        HelpName = "a,b",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _top = NumberOption.For<int>(new ExplanationOptions(), nameof(ExplanationOptions.Top),
        "--top", "The number of the most important inputs that get a picture of their own");

    private readonly Option<int> _shuffles = NumberOption.For<int>(new ExplanationOptions(),
        nameof(ExplanationOptions.Shuffles), "--shuffles", "How often each input is shuffled");

    private readonly Option<int> _seed = NumberOption.For<int>(new ExplanationOptions(),
        nameof(ExplanationOptions.Seed), "--seed", "Random seed of the shuffles");

    private readonly Option<bool> _json =
        TableOptions.Flag("--json", "Print one JSON object instead of a table; then pictures need --plots");

    private readonly Option<string?> _weight = TableOptions.Weight("a row of weight 2 counts as two rows");
    private readonly ReadingOptions _reading = new();
    private readonly Option<bool> _force = TableOptions.Force();

    /// <summary>The command.</summary>
    public static DeferredCommand Create() => new(
        "explain", "Say what each input of a model is worth (permutation importance), and draw how the whole predicted "
            + "distribution moves with the most important ones.",
        command => new ExplainCommand().Complete(command));

    private void Complete(DeferredCommand command)
    {
        command.AddOptions(_model, _data, _plots, _groups, _top, _shuffles, _seed, _json, _weight, _reading.Missing,
            _reading.Na, _reading.Encoding, _reading.Sql, _reading.Verbose, _force);
        command.SetAction(parse => Interruptible.Run(cancellation => Run(parse, cancellation)));
    }

    private void Run(ParseResult parse, CancellationToken cancellation)
    {
        string path = parse.GetValue(_model)!;
        int top = parse.GetValue(_top);
        bool isJson = parse.GetValue(_json);
        string? weight = parse.GetValue(_weight);
        string? place = parse.GetValue(_plots) ?? (isJson ? null : TableOptions.PicturesOf(path));
        Libtorch.Load();
        using DensityModel model = ModelReader.Read(path);
        var groups = Groups(model.Schema, parse.GetValue(_groups)!);
        ReadOptions options = _reading.Read(parse);
        PictureFolder? folder =
            place is null ? null : PictureFolder.Open(place, "--plots", parse.GetValue(_force));
        folder?.RequireFree(ExplanationPictures.Names(model.Schema, groups.Count, top));
        using TableFile file = TableFile.Open(parse.GetValue(_data)!, options);
        using TableReader reader = TableReader.For(model.Schema, file, withTargets: true, options,
            weight: weight, cancellation: cancellation);
        TableRows rows = ExplanationOptions.Sample(reader, parse.GetValue(_seed)) ?? throw reader.NoRows("explain");
        reader.PrintSummary();
        ImportanceReport report = Explain(model, rows, groups, reader.Rows - reader.Skipped, parse.GetValue(_shuffles),
            parse.GetValue(_seed), weight, cancellation);
        StandardOutput.Print(isJson ? report.PrintJson : report.Print);
        if (folder is null)
            return;
        var (files, displaced) = folder.Save(
            [.. ExplanationPictures.Draw(model, rows.Table, report.Importances, top, weight)], null, cancellation);
        if (!isJson)
            StandardOutput.Print(() => FitReport.PrintFiles(files));
        Displaced.ThrowIfAny(displaced);
    }

    private static ImportanceReport Explain(DensityModel model, TableRows rows,
        IReadOnlyList<IReadOnlyList<string>> groups, long allRows, int shuffles, int seed, string? weight,
        CancellationToken cancellation)
    {
        try
        {
            var (loss, importances) = ProgressView.Run(view => PermutationImportance.Compute(
                model, rows.Table, groups, shuffles, seed, weight, view.OfParts("shuffling inputs"), cancellation));
            return new ImportanceReport(rows.Table.Rows, allRows, loss,
                [.. importances.OrderByDescending(i => i.Rise.Mean)],
                InputAssociation.Strongest(rows.Table, groups), weight);
        }
        catch (RowException e)
        {
            throw rows.Mistake(e);
        }
    }

    private static IReadOnlyList<IReadOnlyList<string>> Groups(TableSchema schema, string[] texts)
    {
        string[] inputs = [.. schema.Inputs.Select(i => i.Name).Distinct()];
        string[][] together =
            [.. texts.Select(t => inputs.Contains(t) ? [t] : t.Split(',', StringSplitOptions.TrimEntries))];
        foreach (string name in together.SelectMany(g => g).Where(n => !inputs.Contains(n)))
            throw new UserException(
                $"--group-inputs: the model has no input '{name}'; {NearestNames.Hint(name, inputs)}.");
        try
        {
            var groups = PermutationImportance.Groups(schema, together);
            return together.FirstOrDefault(g => g.Length == 1) is not { } alone ? groups
                : throw new UserException($"--group-inputs: '{alone[0]}' is alone; write a group with commas, such as "
                    + $"{string.Join(',', inputs.Take(2))}.");
        }
        catch (ArgumentException)
        {
            throw new UserException("--group-inputs names an input twice; name each once.");
        }
    }
}
