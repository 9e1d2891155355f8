using System.Globalization;
using MdnDemo.Tables;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Predictions;

/// <summary>Appends to each row of a table its predicted distribution as CSV fields.</summary>
internal sealed class RowPredictor
{
    private const int BytesOfRow = 256;

    private readonly DensityModel _model;
    private readonly PredictionOptions _options;
    private readonly bool _hasTargets;
    private readonly char _delimiter;
    private readonly double[] _probabilities;
    private readonly torch.Generator _generator;

    /// <summary>Prepares the columns.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What to write.</param>
    /// <param name="hasTargets">Whether the table has the targets too, whose log density is then written.</param>
    /// <param name="delimiter">What separates fields.</param>
    /// <param name="generator">What the draws come from.</param>
    public RowPredictor(DensityModel model, PredictionOptions options, bool hasTargets, char delimiter, torch.Generator generator)
    {
        _model = model;
        _options = options;
        _hasTargets = hasTargets;
        _delimiter = delimiter;
        _generator = generator;
        _probabilities = [.. options.Quantiles];
        Columns = [.. model.Schema.Targets.SelectMany(t => ColumnsOf(t.Name)), .. hasTargets ? ["log_density"] : Array.Empty<string>()];
        HeaderText = string.Concat(Columns.Select(c => delimiter + Quoted(c)));
    }

    /// <summary>The names of the appended columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The appended columns as they follow the header.</summary>
    public string HeaderText { get; }

    /// <summary>How many numbers the distributions of a row are made of, draws included.</summary>
    public int NumbersOfRow => _model.Schema.Targets.Count * (3 * _model.Networks.Sum(n => n.Components) + _options.Draws);

    /// <summary>What the networks, and so libtorch, have to say of some rows.</summary>
    /// <exception cref="RowException">The model can make nothing of a row.</exception>
    public RowMixtures Predict(Table table)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        GaussianMixture mixture = _model.Predict(table, _generator);
        return new RowMixtures(
            [.. _model.Schema.Targets.Select((_, d) => mixture.Marginal(d).Rows())],
            _hasTargets ? mixture.log_prob(_model.Schema.TargetValues(table)).data<double>().ToArray() : [],
            _options.Draws > 0 ? mixture.sample(_options.Draws).data<double>().ToArray() : []);
    }

    /// <summary>Rows as they stand in their file, each with its prediction behind it.</summary>
    public CsvLines Write(RowTexts texts, RowMixtures mixtures)
    {
        ScalarMixtures[] marginals = mixtures.Marginals;
        int rows = mixtures.Rows;
        var lines = new CsvLines(_delimiter, rows * BytesOfRow);
        var quantiles = new double[_probabilities.Length];
        for (int row = 0; row < rows; row++)
        {
            lines.Append(texts[row]);
            for (int d = 0; d < marginals.Length; d++)
            {
                Append(lines, marginals[d][row], quantiles);
                for (int draw = 0; draw < _options.Draws; draw++)
                    lines.AppendField(mixtures.Draws[(draw * rows + row) * marginals.Length + d]);
            }
            if (_hasTargets)
                lines.AppendField(mixtures.LogDensities[row]);
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
            $"{target}_sd",
            .. _options.Quantiles.Select(p => $"{target}_q{p.ToString(CultureInfo.InvariantCulture)}"),
            .. Enumerable.Range(1, _options.Modes).SelectMany(i => new[] { $"{target}_mode{i}", $"{target}_mode{i}_weight" }),
            .. Enumerable.Range(1, _options.Draws).Select(i => $"{target}_draw{i}"),
        ];

    private string Quoted(string name) =>
        name.AsSpan().IndexOfAny([_delimiter, '"', '\n', '\r']) < 0 ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
