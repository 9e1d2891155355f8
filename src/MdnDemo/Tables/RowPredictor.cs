using System.Globalization;
using MdnDemo.Answers;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>Appends to each row of a table its predicted distribution as CSV fields.</summary>
internal sealed class RowPredictor
{
    private const int BytesOfRow = 256;

    private readonly DensityModel _model;
    private readonly PredictionOptions _options;
    private readonly bool _hasTargets;
    private readonly char _delimiter;
    private readonly TargetAnswers[] _answers;

    /// <summary>Prepares the columns.</summary>
    /// <param name="options">What to write.</param>
    /// <param name="hasTargets">Whether the table has the targets too, whose log density is then written.</param>
    /// <param name="delimiter">The delimiter of fields.</param>
    /// <param name="taken">The names of the table's columns, none of which an appended one gets.</param>
    public RowPredictor(DensityModel model, PredictionOptions options, bool hasTargets, char delimiter,
        params IEnumerable<string> taken)
    {
        _model = model;
        _options = options;
        _hasTargets = hasTargets;
        _delimiter = delimiter;
        _answers = [.. model.Schema.Targets.Select((_, d) => new TargetAnswers(model, d, options))];
        string[] wanted =
        [
            .. model.Schema.Targets.Zip(_answers).SelectMany(t => t.Second.Columns.Select(c => c.Name)
                .Concat(Enumerable.Range(1, options.Samples).Select(i => $"{t.First.Name}_sample{i}"))),
            .. hasTargets ? ["log_density"] : Array.Empty<string>(),
        ];
        Columns = Free(wanted, taken);
        Renamed = [.. wanted.Zip(Columns).Where(p => p.First != p.Second)];
        HeaderText = string.Concat(Columns.Select(c => delimiter + CsvText.Field(c, delimiter)));
    }

    /// <summary>The names of the appended columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The appended columns that were renamed because the table has a column of that name.</summary>
    public IReadOnlyList<(string Wanted, string Name)> Renamed { get; }

    /// <summary>The appended columns as they follow the header.</summary>
    public string HeaderText { get; }

    /// <summary>The decimal separator of the appended numbers.</summary>
    public char Point { get; init; } = '.';

    /// <summary>The number of numbers that a row takes, including samples.</summary>
    public int NumbersOfRow =>
        _model.Schema.Targets.Count * (3 * _model.Networks.Sum(n => n.Components) + _options.Samples);

    /// <summary>
    /// Rows as they are in their file, each followed by its prediction. Safe for concurrent use.
    /// </summary>
    /// <param name="random">The source of randomness of the samples.</param>
    /// <param name="isStrict">Whether a row that cannot be predicted is an error; otherwise its fields are empty.
    /// </param>
    /// <exception cref="RowException">A row cannot be predicted.</exception>
    public PredictedRows Predict(TableRows rows, Random random, bool isStrict)
    {
        IReadOnlyList<int> far = [];
        MixtureBatch mixtures = isStrict ? _model.Predict(rows.Table) : _model.Predict(rows.Table, out far);
        HashSet<int> empty = [.. far, .. rows.Unusable.Keys];
        double[][] targets = _hasTargets ? _model.Schema.TargetColumns(rows.Table) : [];
        var lines = new CsvLines(_delimiter, mixtures.Count * BytesOfRow, Point);
        var cells = new double[_answers.Max(a => a.Columns.Count)];
        for (int row = 0; row < mixtures.Count; row++)
        {
            lines.Append(rows.Texts[row]);
            if (empty.Contains(row))
            {
                lines.AppendFields(Columns.Count);
                lines.EndLine();
                continue;
            }
            bool hasTargets = _hasTargets && targets.All(values => double.IsFinite(values[row]));
            double logDensity = double.NaN;
            double[][] samples = [.. Enumerable.Range(0, _options.Samples).Select(_ => mixtures.Sample(row, random))];
            for (int d = 0; d < mixtures.Targets; d++)
            {
                ScalarDistribution distribution = mixtures.Marginal(row, d);
                _answers[d].Fill(distribution, cells);
                Append(lines, _answers[d].Columns, cells, distribution.StandardDeviation);
                // For one target it exists already.
                if (hasTargets && mixtures.Targets == 1)
                    logDensity = distribution.LogDensity(targets[0][row]);
                foreach (double[] sample in samples)
                    lines.AppendField(sample[d], distribution.StandardDeviation);
            }
            if (_hasTargets && !hasTargets)
                lines.AppendField();
            else if (_hasTargets)
                lines.AppendField(mixtures.Targets == 1 ? logDensity
                    : mixtures.LogDensity(row, [.. targets.Select(values => values[row])]));
            lines.EndLine();
        }
        return new PredictedRows(lines, rows, far);
    }

    private static void Append(CsvLines lines, IReadOnlyList<AnswerColumn> columns, double[] cells, double spread)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (double.IsNaN(cells[i]))
                lines.AppendField();
            else if (columns[i].IsLocation)
                lines.AppendField(cells[i], spread);
            else
                lines.AppendField(cells[i]);
        }
    }

    /// <summary>The names, with a number behind those that are taken: other programs heed no capitals.</summary>
    private static List<string> Free(IEnumerable<string> names, IEnumerable<string> taken)
    {
        HashSet<string> all = new(taken, StringComparer.OrdinalIgnoreCase);
        List<string> free = [];
        foreach (string name in names)
        {
            string own = name;
            for (int number = 2; !all.Add(own); number++)
                own = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
            free.Add(own);
        }
        return free;
    }
}
