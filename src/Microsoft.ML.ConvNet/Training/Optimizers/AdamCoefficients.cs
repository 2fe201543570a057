namespace Microsoft.ML.ConvNet.Training;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> have in common.</summary>
internal readonly record struct AdamCoefficients(double Beta1, double Beta2, double Epsilon);
