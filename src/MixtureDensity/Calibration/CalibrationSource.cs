namespace MixtureDensity;

/// <summary>The rows from which the conformity scores of a model were computed.</summary>
public enum CalibrationSource
{
    /// <summary>
    /// The training rows, each scored by the network that was trained without its fold. The same rows selected the
    /// checkpoints and the architecture, and the model averages several networks: about 1 − α of new rows are inside an
    /// interval or region of level 1 − α, and no bound is proved.
    /// </summary>
    OutOfFold,

    /// <summary>
    /// Held-out rows, scored by the model itself (split conformal): a new row is inside with a probability of at least
    /// 1 − α, on average over tables and rows, if it is exchangeable with the held-out ones.
    /// </summary>
    HeldOut,
}
