namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>What can be done next.</summary>
internal enum DecisionKind
{
    /// <summary>A new trial begins.</summary>
    Begin,

    /// <summary>A trial goes on.</summary>
    Continue,

    /// <summary>Nothing can be done until a trial that is running has come to the end of its stage.</summary>
    Wait,

    /// <summary>There is nothing left to do.</summary>
    Stop,
}
