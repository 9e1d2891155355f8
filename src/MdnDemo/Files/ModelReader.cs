using MixtureDensity;

namespace MdnDemo.Files;

/// <summary>Reads model files.</summary>
internal static class ModelReader
{
    /// <summary>The model in a file.</summary>
    /// <exception cref="UserException">It cannot be read, or is not a model.</exception>
    public static DensityModel Read(string path)
    {
        if (Directory.Exists(path))
            throw new UserException($"--model {path} is a folder; name a model file.");
        try
        {
            using FileStream file = File.OpenRead(path);
            return ModelFile.Read(file);
        }
        catch (InvalidDataException e)
        {
            throw new UserException($"--model {path} cannot be used: {e.Message}.", e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"--model {path} cannot be read: {FileErrors.Reason(e)}.", e);
        }
    }
}
