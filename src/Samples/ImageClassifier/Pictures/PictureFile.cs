using Microsoft.ML.Data;

namespace ImageClassifier.Pictures;

/// <summary>Reads single files, and names those that are no pictures.</summary>
internal static class PictureFile
{
    /// <summary>Decodes a file. The caller disposes the image.</summary>
    /// <exception cref="UserException">It cannot be read; the message names it.</exception>
    public static MLImage Open(string path)
    {
        try
        {
            return MLImage.CreateFromFile(path);
        }
        catch (Exception exception)
        {
            throw new UserException($"{path} cannot be read as a picture ({exception.Message}).");
        }
    }

    /// <summary>Does something that reads these pictures through ML.NET, which says that a file is no picture, but not which one.</summary>
    /// <exception cref="UserException">A file is no picture; the message names the first one.</exception>
    public static T NameBadOnes<T>(IReadOnlyList<Picture> pictures, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (IsAboutContent(exception))
        {
            foreach (Picture picture in pictures) Open(picture.ImagePath).Dispose();
            throw;
        }
    }

    /// <summary>Whether the cause of an exception is that MLImage could not decode a file's bytes.</summary>
    private static bool IsAboutContent(Exception exception) =>
        exception is ArgumentException { ParamName: "imageStream" } || (exception.InnerException is { } inner && IsAboutContent(inner));
}
