using System.Diagnostics;
using MdnDemo.Experiments;
using MdnDemo.Plots;
using MdnDemo.Tables;
using MixtureDensity;
using TorchSharp;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>Rows to learn from, and others that show how good what was learnt is.</summary>
/// <param name="Training">The rows to learn from, and which of their columns are which.</param>
/// <param name="Test">The test rows, with the same columns.</param>
internal sealed record Split(TrainingTable Training, Table Test)
{
    private const int RowsAtOnce = 4096;
    private const double Level = 0.9;

    /// <summary>Fits a model to the training rows, which are all that it sees.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DensityModel Fit(ModelOptions options, CancellationToken cancellation)
    {
        DensityModel model = ModelTrainer.Fit(Training.Rows, Training.Inputs, Training.Targets, options,
            progress: null, cancellation).Model;
        if (!cancellation.IsCancellationRequested)
            return model;
        // It is what was learnt until then, and nothing to measure.
        model.Dispose();
        throw new OperationCanceledException(cancellation);
    }

    /// <summary>The scores of a model on the test rows.</summary>
    /// <exception cref="RowException">The model can make nothing of a test row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Evaluation Score(DensityModel model, CancellationToken cancellation)
    {
        var evaluator = new Evaluator(Training.Targets);
        foreach (int[] rows in Enumerable.Range(0, Test.Rows).Chunk(RowsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            Table some = Test.Select(rows);
            evaluator.Add(model.Predict(some), model.Schema.TargetColumns(some));
        }
        return evaluator.Result();
    }

    /// <summary>Fits a model and scores it.</summary>
    /// <param name="run">The number of the split.</param>
    /// <param name="runs">How many there are.</param>
    /// <param name="options">What the model is made of.</param>
    /// <param name="changed">Which of the options are not at their defaults, in words.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserException">The training diverges, or the model can make nothing of a test row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Result Measure(int run, int runs, ModelOptions options, string changed, CancellationToken cancellation)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            using DensityModel model = Fit(options, cancellation);
            double seconds = watch.Elapsed.TotalSeconds;
            Evaluation scores = Score(model, cancellation);
            TargetEvaluation target = scores.Targets.Single();
            return new Result(
                run, runs, Training.Rows.Rows, Test.Rows, scores.NegativeLogLikelihood.Mean, target.Rmse.Mean,
                target.Crps.Mean, target.Coverage(Level).Mean, PitHistogram.From(target).Inside, seconds,
                Provenance.From(model, changed));
        }
        catch (DivergenceException e)
        {
            throw new UserException(
                $"{Training.Name}: the training loss became {e.Loss}, and so it did at half the learning rate.", e);
        }
        catch (RowException e)
        {
            throw new UserException($"{Training.Name}, a test row: {e.Message}", e);
        }
    }
}
