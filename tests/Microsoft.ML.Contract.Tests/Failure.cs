namespace Microsoft.ML.Contract.Tests;

internal static class Failure
{
    /// <summary>
    /// The error behind a failing read. ML.NET may run getters on worker threads; it then wraps what they throw in an
    /// InvalidOperationException, so only the innermost exception is a promise.
    /// </summary>
    public static T WhenRead<T>(Action read) where T : Exception => Assert.IsType<T>(Assert.ThrowsAny<Exception>(read).GetBaseException());
}
