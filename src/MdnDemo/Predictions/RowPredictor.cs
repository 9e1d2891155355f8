using System.Globalization;
using System.Text;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Predictions;

/// <summary>What is appended to each row of a table: its predicted distribution as CSV fields.</summary>
internal sealed class RowPredictor
{
    // Nine digits are more than the single precision of a network holds.
    private const string Format = "G9";

    private readonly DensityModel _model;
    private readonly PredictionOptions _options;
    private readonly bool _hasTargets;
    private readonly char _delimiter;
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
        Columns = [.. model.Schema.Targets.SelectMany(t => ColumnsOf(t.Name)), .. hasTargets ? ["log_density"] : Array.Empty<string>()];
        HeaderText = string.Concat(Columns.Select(c => delimiter + Quoted(c)));
    }

    /// <summary>The names of the appended columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The appended columns as they follow the header.</summary>
    public string HeaderText { get; }

    /// <summary>The fields that follow each row of a table.</summary>
    public string[] Predict(Table table)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        GaussianMixture mixture = _model.Predict(table, _generator);
        ScalarMixture[][] marginals = [.. _model.Schema.Targets.Select((_, d) => mixture.Marginal(d).Rows())];
        double[] logDensities = _hasTargets ? mixture.log_prob(_model.Schema.TargetValues(table)).data<double>().ToArray() : [];
        double[] draws = _options.Draws > 0 ? mixture.sample(_options.Draws).data<double>().ToArray() : [];

        var fields = new string[table.Rows];
        Parallel.For(0, fields.Length, row =>
        {
            var text = new StringBuilder();
            for (int d = 0; d < marginals.Length; d++)
            {
                Append(text, marginals[d][row]);
                for (int draw = 0; draw < _options.Draws; draw++)
                    Append(text, draws[(draw * fields.Length + row) * marginals.Length + d]);
            }
            if (_hasTargets)
                Append(text, logDensities[row]);
            fields[row] = text.ToString();
        });
        return fields;
    }

    private void Append(StringBuilder text, ScalarMixture distribution)
    {
        Append(text, distribution.Mean);
        Append(text, distribution.StandardDeviation);
        foreach (double p in _options.Quantiles)
            Append(text, distribution.Quantile(p));
        if (_options.Modes == 0)
            return;
        Mode[] modes = distribution.Modes();
        Array.Sort(modes, (a, b) => b.Weight.CompareTo(a.Weight));
        for (int i = 0; i < _options.Modes; i++)
        {
            if (i < modes.Length)
            {
                Append(text, modes[i].Location[0]);
                Append(text, modes[i].Weight);
            }
            else
            {
                text.Append(_delimiter).Append(_delimiter);
            }
        }
    }

    private void Append(StringBuilder text, double value)
    {
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out int length, Format, CultureInfo.InvariantCulture);
        text.Append(_delimiter).Append(digits[..length]);
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
