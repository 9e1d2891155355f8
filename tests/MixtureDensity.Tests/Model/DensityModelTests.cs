using MixtureDensity.Tests.Support;

namespace MixtureDensity.Tests.Model;

public sealed class DensityModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mixture-density-").FullName;
    private readonly Table _table;
    private readonly DensityModel _model;

    public DensityModelTests()
    {
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())];
        _table = new Table([new NumericColumn("x", x), new NumericColumn("y", [.. x.Select(v => v * random.Next(3))])]);
        _model = Fit(_table);
    }

    private string Path => System.IO.Path.Combine(_folder, "model.mdn");

    [Fact]
    public void A_saved_model_is_loaded_and_predicts_the_same()
    {
        _model.Save(Path);
        using DensityModel loaded = DensityModel.Load(Path);
        Assert.Equal(Means(_model), Means(loaded));
        Assert.Equal(_model.ToString(), loaded.ToString());
    }

    [Fact]
    public void Plain_values_are_predicted_like_a_table_of_them()
    {
        double expected = _model.Predict(new Table([new NumericColumn("x", [0.25])])).Marginal(0).Mean;
        Assert.Equal(expected, _model.Predict(new { x = 0.25 }).Marginal(0).Mean);
        Assert.Equal(expected, _model.Predict(new { x = 0.25f, other = "unused" }).Marginal(0).Mean);
        Assert.Equal(expected, _model.Predict(new Dictionary<string, object?> { ["x"] = 0.25 }).Marginal(0).Mean);
        Assert.Equal(["x"], _model.InputNames);
        MixtureBatch two = _model.Predict(new[,] { { 0.5 }, { 0.25 } });
        Assert.Equal((2, expected), (two.Count, two.Marginal(1).Mean));
        Assert.Contains("no column 'x'", Assert.Throws<ArgumentException>(() => _model.Predict(new { z = 1 })).Message);
        Assert.Contains("holds texts", Assert.Throws<ArgumentException>(() => _model.Predict(new { x = "1" })).Message);
        Assert.Throws<ArgumentException>(() => _model.Predict(new double[1, 2]));
    }

    [Fact]
    public void It_scores_a_table_like_an_evaluator()
    {
        // More rows than it takes at once.
        int[] rows = [.. Enumerable.Range(0, 5000).Select(i => i % 60)];
        Table table = _table.Select(rows);
        var evaluator = new Evaluator(["y"]);
        evaluator.Add(_model.Predict(table), [table.Numbers("y")]);
        Assert.Equal(evaluator.Result().ToString(), _model.Evaluate(table).ToString());
        Assert.Equal(5000, _model.Evaluate(table).Rows);
        Table far = table.Select(rows) with
        {
            Columns = [new NumericColumn("x", [.. rows.Select((_, i) => i == 4500 ? 1e300 : 0.5)]), table["y"]],
        };
        Assert.Equal(4500, Assert.Throws<RowException>(() => _model.Evaluate(far)).Row);
        Assert.Throws<InvalidOperationException>(() => _model.Evaluate(_table.Select([])));
        table.Numbers("y")[4321] = double.NaN;
        Assert.Contains("'y' is NaN in row 4321 (", Assert.Throws<ArgumentException>(() =>
            _model.Evaluate(table)).Message);
    }

    [Fact]
    public void Its_effective_components_are_those_of_one_of_its_networks()
    {
        MixtureBatch[] alone = [.. _model.Networks.Select(network =>
            new DensityModel(_model.Schema, [network], _model.Training).Predict(_table))];
        Assert.Equal(2, alone.Length);
        // The geometric mean of the networks' perplexities, with the probabilities of the zeros that they agree on.
        double expected = Enumerable.Range(0, _table.Rows).Average(row => Math.Exp(
            alone.Average(p => Entropy(p.Weights(row).ToArray()))
                + Entropy([alone.Average(p => p.MassProbabilities(row)[0])])));
        Close.To(expected, _model.Evaluate(_table).EffectiveComponents, 1e-9);
        Assert.InRange(expected, 1, 3);

        static double Entropy(double[] weights) => -weights.Sum(w => w > 0 ? w * Math.Log(w) : 0);
    }

    [Fact]
    public void Saving_replaces_the_file_that_is_there_and_leaves_no_other()
    {
        File.WriteAllText(Path, "old");
        _model.Save(Path);
        Assert.Equal(ModelFile.Write(_model), File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_cannot_be_put_in_its_place_leaves_nothing_behind()
    {
        Directory.CreateDirectory(Path);
        Exception? error = Record.Exception(() => _model.Save(Path));
        Assert.True(error is IOException or UnauthorizedAccessException, $"{error}");
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Throws<DirectoryNotFoundException>(() =>
            _model.Save(System.IO.Path.Combine(_folder, "no", "model.mdn")));
    }

    [Fact]
    public void A_row_is_too_far_where_its_mean_and_variance_are_a_billion_from_those_of_the_training_rows()
    {
        var random = new Random(4);
        double[] inputs = _table.Numbers("x"), y = [.. inputs.Select(v => 3 * v + random.NextDouble() - 2)];
        using DensityModel model = Fit(new Table([_table["x"], new NumericColumn("y", y)]));
        double mean = y.Average(), variance = y.Average(v => (v - mean) * (v - mean));
        double[] x = [.. Enumerable.Range(0, 148).Select(i => Math.Pow(10, i / 4.0))];
        var rows = new Table([new NumericColumn("x", x)]);
        MixtureBatch batch = model.Predict(rows, out IReadOnlyList<int> far);
        int[] expected = [.. Enumerable.Range(0, rows.Rows).Where(row =>
        {
            ScalarDistribution p = batch.Marginal(row);
            double distance = Math.Abs(p.Mean - mean) / Math.Sqrt(variance)
                + p.StandardDeviation * p.StandardDeviation / variance;
            return !(distance < 1e9);
        })];
        Assert.Equal(expected, far);
        Assert.InRange(expected.Length, 20, 140);
    }

    [Fact]
    public void A_file_that_is_no_model_is_named_with_what_is_wrong()
    {
        File.WriteAllText(Path, "x,y\n1,2\n");
        var error = Assert.Throws<InvalidDataException>(() => DensityModel.Load(Path));
        Assert.Equal($"'{Path}' cannot be loaded: it is not a model file.", error.Message);
        Assert.Throws<FileNotFoundException>(() => DensityModel.Load(Path + "x"));
    }

    [Fact]
    public void A_disposed_model_says_its_name()
    {
        _model.Predict(_table);
        _model.Dispose();
        var error = Assert.Throws<ObjectDisposedException>(() => _model.Predict(_table));
        Assert.Equal("MixtureDensity.DensityModel", error.ObjectName);
        Assert.Throws<ObjectDisposedException>(() => _model.Save(Path));
        Assert.Empty(Directory.GetFiles(_folder));
        _model.Dispose();
    }

    [Fact]
    public void Its_text_names_columns_networks_and_rows() =>
        Assert.Matches(@"^DensityModel\(x -> y; 2 networks \[8, 4\] of [12] components, 60 training rows\)$",
            _model.ToString());

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private double[] Means(DensityModel model)
    {
        MixtureBatch batch = model.Predict(_table);
        return [.. Enumerable.Range(0, batch.Count).Select(row => batch.Marginal(row).Mean)];
    }

    private static DensityModel Fit(Table table) => ModelTrainer.Fit(table, ["x"], ["y"], new ModelOptions
    {
        Architectures = [new([8, 4])], Components = 2, Folds = 2, Refits = 0,
        Training = new TrainingOptions { Steps = 50 },
    }).Model;
}
