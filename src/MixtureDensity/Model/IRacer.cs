namespace MixtureDensity;

/// <summary>A network in training under successive halving, as a forecast sees it.</summary>
internal interface IRacer
{
    /// <summary>The candidate to which it belongs.</summary>
    CrossValidation Candidate { get; }

    /// <summary>Whether the training is complete, stopped early or cancelled.</summary>
    bool IsDone { get; }

    /// <summary>The fraction of the schedule that is done.</summary>
    double Fraction { get; }

    /// <summary>The fraction of the schedule at which the best checkpoint was.</summary>
    double BestFraction { get; }

    /// <summary>The best validation loss so far, in nats, in the targets' units; infinite before the first.</summary>
    double BestLoss { get; }

    /// <summary>The cost of the training so far, in training rows.</summary>
    double Cost { get; }

    /// <summary>The cost of the whole current schedule.</summary>
    double CostOfSchedule { get; }
}
