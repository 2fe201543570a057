namespace Microsoft.ML.ConvNet;

public sealed partial class ConvNetScoringEstimator
{
    /// <summary><see cref="Options"/> for <see cref="ConvNetScoringEstimator"/> as used in <see cref="ConvNetCatalog.ApplyConvNet(TransformsCatalog, Network, Weights, Options)"/>.</summary>
    public sealed class Options : ConvNetScoringOptions
    {
        /// <summary>
        /// What the classes stand for, in the order of the network's outputs: the key values of the predicted label and the slot names of the scores. Default
        /// <see langword="null"/>: classes have numbers only.
        /// </summary>
        public IReadOnlyList<string>? ClassNames = null;

        /// <summary>A copy, so that an estimator does not change when the caller goes on to change the options.</summary>
        internal Options Copy()
        {
            var copy = (Options)CopyAll();
            if (ClassNames is { } names) copy.ClassNames = [.. names];
            return copy;
        }
    }
}
