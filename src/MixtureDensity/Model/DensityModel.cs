using System.Globalization;

namespace MixtureDensity;

/// <summary>
/// A fitted model of a table: its columns, and an ensemble of networks that predicts the targets from the inputs.
/// </summary>
/// <param name="schema">The columns.</param>
/// <param name="networks">The networks, at least one; the model owns them.</param>
/// <param name="training">How they were trained.</param>
public sealed class DensityModel(TableSchema schema, IReadOnlyList<MixtureDensityNetwork> networks,
    TrainingSummary training) : IDisposable
{
    // In standard deviations and variances of the target.
    private const double MaxDistance = 1e9;

    private const int RowsAtOnce = 4096;

    private readonly EnsembleForward _forward = new(schema, networks);
    private volatile bool _isDisposed;

    /// <summary>The columns.</summary>
    public TableSchema Schema { get; } = schema;

    /// <summary>
    /// The networks whose predictions are averaged. Their last components stand for the point masses of the target.
    /// </summary>
    public IReadOnlyList<MixtureDensityNetwork> Networks { get; } = networks;

    /// <summary>How the model was trained.</summary>
    public TrainingSummary Training { get; } = training;

    /// <summary>
    /// The conformity scores, which calibrate intervals and regions; null if the training was interrupted.
    /// </summary>
    public ConformalCalibration? Calibration { get; internal set; }

    /// <summary>The calibration of the intervals and regions of a target; none without conformity scores.</summary>
    /// <param name="target">The target, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such target.</exception>
    public TargetCalibration CalibrationOf(int target) => Calibration is null ? TargetCalibration.None
        : target >= 0 && target < Calibration.Targets.Count ? Calibration.Targets[target]
        : throw new ArgumentOutOfRangeException(nameof(target), target, "There is no such target.");

    /// <summary>
    /// p(y|x) for each row of a table that has the input columns: the mixture of the networks' mixtures, with equal
    /// weights. Several threads may predict at once, and a row has the same prediction in every table.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <returns>A mixture for each row, in the units of the targets.</returns>
    /// <exception cref="ArgumentException">An input column is missing, or is of another type.</exception>
    /// <exception cref="RowException">An input is so far from those of the training rows that the prediction is
    /// meaningless.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public MixtureBatch Predict(Table table)
    {
        MixtureBatch batch = Predict(table, out IReadOnlyList<int> far);
        return far.Count == 0 ? batch : throw TooFar(far[0]);
    }

    /// <summary>The predictions for a table in which some rows cannot be predicted.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="far">The rows whose inputs are so far from those of the training rows that their mixtures are
    /// meaningless.</param>
    /// <returns>A mixture for each row, in the units of the targets.</returns>
    /// <exception cref="ArgumentException">An input column is missing, or is of another type.</exception>
    public MixtureBatch Predict(Table table, out IReadOnlyList<int> far)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        MixtureBatch batch = _forward.Run(table);
        List<int> distant = [];
        for (int row = 0; row < batch.Count; row++)
        {
            if (!IsNear(batch, row))
                distant.Add(row);
        }
        far = distant;
        return batch;
    }

    /// <summary>
    /// The prediction for one row of plain values: an object with a property for each input, such as
    /// <c>new { waiting = 80.0 }</c>, or a dictionary from the names to the values.
    /// </summary>
    /// <param name="row">The values; see <see cref="Table.FromObjects"/>.</param>
    /// <returns>One mixture, in the units of the targets.</returns>
    /// <inheritdoc cref="Predict(Table)"/>
    public MixtureBatch Predict(object row) => row as Table is { } table ? Predict(table)
        : Predict(Table.FromObjects([row]));

    /// <summary>The predictions for rows of numbers.</summary>
    /// <param name="inputs">[rows, inputs], with the columns in the order of <see cref="InputNames"/>.</param>
    /// <returns>A mixture for each row, in the units of the targets.</returns>
    /// <inheritdoc cref="Predict(Table)"/>
    public MixtureBatch Predict(double[,] inputs) => Predict(Table.FromNumbers(inputs, InputNames));

    /// <summary>The names of the input columns, each once.</summary>
    public IReadOnlyList<string> InputNames => [.. Schema.Inputs.Select(i => i.Name).Distinct()];

    /// <summary>The scores of the predictions of a table that has the targets too.</summary>
    /// <param name="table">The rows, at least one.</param>
    /// <param name="weightColumn">A column of weights, at least 0, of which a row of weight 2 counts as two rows of
    /// weight 1; null weighs all rows the same.</param>
    /// <exception cref="InvalidOperationException">The table has no rows, or none that has a weight.</exception>
    /// <exception cref="ArgumentException">A column is missing or of another type, or a target has no number in a row.
    /// </exception>
    /// <inheritdoc cref="Predict(Table)"/>
    public Evaluation Evaluate(Table table, string? weightColumn = null)
    {
        Schema.RequireTargets(table);
        Evaluator evaluator = NewEvaluator();
        // A piece at a time, since mixtures take far more memory than their rows.
        foreach (int[] rows in Enumerable.Range(0, table.Rows).Chunk(RowsAtOnce))
        {
            Table piece = table.Rows <= RowsAtOnce ? table : table.Select(rows);
            MixtureBatch predictions = Predict(piece, out IReadOnlyList<int> far);
            if (far.Count > 0)
                throw TooFar(rows[far[0]]);
            evaluator.Add(predictions, Schema.TargetColumns(piece),
                weightColumn is null ? null : piece.Numbers(weightColumn));
        }
        return evaluator.Result();
    }

    /// <summary>An evaluator of this model's predictions, for rows that do not fit into one table.</summary>
    public Evaluator NewEvaluator() => new([.. Schema.Targets.Select(t => t.Name)], Networks.Count);

    /// <summary>
    /// Saves the model to a file, in the format of <see cref="ModelFile"/>. The file is written under a temporary name
    /// and then renamed, so that there is always either the old file or the complete new one.
    /// </summary>
    /// <param name="path">The path; an existing file is replaced.</param>
    /// <exception cref="ArgumentException">The model does not fit a file, see <see
    /// cref="ModelFile.Write"/>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Save(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentException.ThrowIfNullOrEmpty(path);
        WholeFile.Write(path, ModelFile.Write(this));
    }

    /// <summary>Loads a model from a file that <see cref="Save"/> or <see cref="ModelFile.Write"/> wrote.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The model, on the CPU.</returns>
    /// <exception cref="InvalidDataException">The file is not a model of this format, or is damaged; the message names
    /// the file and says what is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static DensityModel Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        try
        {
            return ModelFile.Read(file);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' cannot be loaded: {e.Message}.", e);
        }
    }

    /// <summary>The columns and the networks in one line.</summary>
    public override string ToString()
    {
        string inputs = string.Join(", ", Schema.Inputs.Select(i => i.Name)),
            targets = string.Join(", ", Schema.Targets.Select(t => t.Name));
        MixtureDensityNetwork network = Networks[0];
        int masses = Schema.SingleObservation?.PointMasses.Count ?? 0;
        return string.Create(CultureInfo.InvariantCulture,
            $"DensityModel({inputs} -> {targets}; {Networks.Count} networks [{string.Join(", ", network.Hidden)}] of "
                + $"{network.Components - masses} components, {Training.Rows:N0} training rows)");
    }

    /// <summary>Frees the networks. No thread may be predicting.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (MixtureDensityNetwork network in Networks)
            network.Dispose();
    }

    internal static RowException TooFar(int row) =>
        new(row, "The inputs are too far from those of the training rows to predict anything.");

    private bool IsNear(MixtureBatch batch, int row)
    {
        for (int d = 0; d < batch.Targets; d++)
        {
            var (mean, variance) = batch.Moments(row, d);
            TargetScaling target = Schema.Targets[d];
            double distance = Math.Abs(mean - target.Mean) / target.Deviation
                + variance / target.Deviation / target.Deviation;
            // NaN is not less than anything.
            if (!(distance < MaxDistance))
                return false;
        }
        return true;
    }
}
