using System.Globalization;
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
    private readonly double[] _probabilities;

    /// <summary>Prepares the columns.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What to write.</param>
    /// <param name="hasTargets">Whether the table has the targets too, whose log density is then written.</param>
    /// <param name="delimiter">What separates fields.</param>
    public RowPredictor(DensityModel model, PredictionOptions options, bool hasTargets, char delimiter)
    {
        _model = model;
        _options = options;
        _hasTargets = hasTargets;
        _delimiter = delimiter;
        _probabilities = [.. options.Quantiles];
        Columns = [.. model.Schema.Targets.SelectMany(t => ColumnsOf(t.Name)),
            .. hasTargets ? ["log_density"] : Array.Empty<string>()];
        HeaderText = string.Concat(Columns.Select(c => delimiter + Quoted(c)));
    }

    /// <summary>The names of the appended columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The appended columns as they follow the header.</summary>
    public string HeaderText { get; }

    /// <summary>How many numbers the distributions of a row are made of, samples included.</summary>
    public int NumbersOfRow =>
        _model.Schema.Targets.Count * (3 * _model.Networks.Sum(n => n.Components) + _options.Samples);

    /// <summary>
    /// Rows as they stand in their file, each with its prediction behind it. Several threads may ask at once.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="random">The source of randomness of the samples.</param>
    /// <exception cref="RowException">The model can make nothing of a row.</exception>
    public CsvLines Predict(TableRows rows, Random random)
    {
        MixtureBatch mixtures = _model.Predict(rows.Table);
        double[][] targets = [.. _hasTargets ? _model.Schema.Targets.Select(t => rows.Table.Numbers(t.Name)) : []];
        var lines = new CsvLines(_delimiter, mixtures.Count * BytesOfRow);
        var quantiles = new double[_probabilities.Length];
        for (int row = 0; row < mixtures.Count; row++)
        {
            lines.Append(rows.Texts[row]);
            double logDensity = double.NaN;
            double[][] samples = [.. Enumerable.Range(0, _options.Samples).Select(_ => mixtures.Sample(row, random))];
            for (int d = 0; d < mixtures.Targets; d++)
            {
                ScalarMixture distribution = mixtures.Marginal(row, d);
                Append(lines, distribution, quantiles);
                // Of one target it has been made already.
                if (_hasTargets && mixtures.Targets == 1)
                    logDensity = distribution.LogDensity(targets[0][row]);
                foreach (double[] sample in samples)
                    lines.AppendField(sample[d]);
            }
            if (_hasTargets)
                lines.AppendField(mixtures.Targets == 1 ? logDensity
                    : mixtures.LogDensity(row, [.. targets.Select(values => values[row])]));
            lines.EndLine();
        }
        return lines;
    }

    private void Append(CsvLines lines, ScalarMixture distribution, double[] quantiles)
    {
        lines.AppendField(distribution.Mean);
        lines.AppendField(distribution.StandardDeviation);
        distribution.Quantiles(_probabilities, quantiles);
        foreach (double quantile in quantiles)
            lines.AppendField(quantile);
        if (_options.Modes == 0)
            return;
        Mode[] modes = distribution.Modes();
        Array.Sort(modes, (a, b) => b.Weight.CompareTo(a.Weight));
        for (int i = 0; i < _options.Modes; i++)
        {
            if (i < modes.Length)
            {
                lines.AppendField(modes[i].Location[0]);
                lines.AppendField(modes[i].Weight);
            }
            else
            {
                lines.AppendField();
                lines.AppendField();
            }
        }
    }

    private IEnumerable<string> ColumnsOf(string target) =>
        [
            $"{target}_mean",
            $"{target}_std",
            .. _options.Quantiles.Select(p => $"{target}_q{p.ToString(CultureInfo.InvariantCulture)}"),
            .. Enumerable.Range(1, _options.Modes)
                .SelectMany(i => new[] { $"{target}_mode{i}", $"{target}_mode{i}_weight" }),
            .. Enumerable.Range(1, _options.Samples).Select(i => $"{target}_sample{i}"),
        ];

    private string Quoted(string name) =>
        name.AsSpan().IndexOfAny([_delimiter, '"', '\n', '\r']) < 0 ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
