namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A network as operations over values and parameters, ready to be planned for any batch size and mode.</summary>
internal sealed class LoweredGraph
{
    /// <summary>All parameters and running statistics, in definition order.</summary>
    public IReadOnlyList<GraphParameter> Parameters => throw new NotImplementedException();

    public ImageShape InputShape => throw new NotImplementedException();

    public ImageShape OutputShape => throw new NotImplementedException();
}
