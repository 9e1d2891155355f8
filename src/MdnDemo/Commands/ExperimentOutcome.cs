using MdnDemo.Experiments;
using MdnDemo.Files;

namespace MdnDemo.Commands;

/// <summary>The result of an experiment.</summary>
/// <param name="Training">Its training.</param>
/// <param name="Pictures">Its pictures, drawn one after the other.</param>
/// <param name="Page">Makes its page, which shows the pictures too.</param>
internal sealed record ExperimentOutcome(
    Training Training, IEnumerable<Picture> Pictures, Func<IReadOnlyList<Picture>, Picture> Page);
