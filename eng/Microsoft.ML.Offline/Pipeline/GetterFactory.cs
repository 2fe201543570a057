namespace Microsoft.ML.Data;

/// <summary>Makes the getter of an added column over a row. The row calls <paramref name="disposer"/> (may be null) when it is disposed.</summary>
internal delegate Delegate GetterFactory(DataViewRow input, out Action disposer);
