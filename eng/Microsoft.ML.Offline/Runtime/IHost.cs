namespace Microsoft.ML.Runtime;

/// <summary>The environment of one component, with random numbers of its own.</summary>
public interface IHost : IHostEnvironment
{
    /// <summary>Not safe for use by several threads at once.</summary>
    Random Rand { get; }
}
