namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>An activation's arithmetic on vectors; a type of its own so that a loop is compiled for each.</summary>
internal interface IActivationFormula
{
    /// <summary>f(x).</summary>
    /// <param name="parameter">The function's parameter in all lanes.</param>
    static abstract TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector>;

    /// <summary>gradient * f'(x).</summary>
    /// <param name="source">x if the function needs its input for that (<see cref="ActivationFunction.NeedsInput"/>), else f(x).</param>
    static abstract TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector>;
}
