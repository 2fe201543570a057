using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.ML.ConvNet.Networks;

namespace Microsoft.ML.ConvNet;

/// <summary>The outcome of a <see cref="GradientCheck"/>; <see cref="ToString"/> prints it.</summary>
public sealed class GradientCheckResult
{
    internal GradientCheckResult(double loss, double tolerance, ImmutableArray<GradientCheckTensor> tensors)
    {
        Loss = loss;
        Tolerance = tolerance;
        Tensors = tensors;
    }

    /// <summary>The mean loss of the batch, in double precision.</summary>
    public double Loss { get; }

    /// <summary>The largest relative error that passes.</summary>
    public double Tolerance { get; }

    /// <summary>The images first, then every parameter in the order of the layers.</summary>
    public ImmutableArray<GradientCheckTensor> Tensors { get; }

    /// <summary>The tensor with the largest relative error.</summary>
    public GradientCheckTensor Worst => Tensors.MaxBy(tensor => double.IsNaN(tensor.RelativeError) ? double.PositiveInfinity : tensor.RelativeError)!;

    /// <summary>Whether every gradient agrees within the tolerance.</summary>
    public bool Passed => Worst.RelativeError <= Tolerance;

    /// <summary>One line that says how it went, and a table of the tensors.</summary>
    public override string ToString()
    {
        var worst = Worst;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Gradient check {(Passed ? "passed" : "FAILED")}: the worst relative error is {worst.RelativeError:G2} (tolerance {Tolerance:G2}), ");
        text.Append(CultureInfo.InvariantCulture, $"at {worst.WorstElement}, where the engine says {worst.Engine:G7} and the central difference {worst.Difference:G7}.\n");
        int kinks = Tensors.Sum(tensor => tensor.Kinks);
        text.Append(CultureInfo.InvariantCulture, $"{TextTable.Number(Tensors.Sum(tensor => (long)tensor.Checked))} elements were compared at a loss of {Loss:G6}");
        text.Append(kinks == 0 ? ".\n\n" : $"; {kinks} of them lie on kinks, where there is no derivative.\n\n");
        var table = new TextTable(["Tensor", "Dimensions", "Checked", "Kinks", "Relative error", "Worst at", "Engine", "Central difference"], firstNumericColumn: 2);
        foreach (var tensor in Tensors)
        {
            table.Add(
                tensor.Name, string.Join("x", tensor.Dimensions), TextTable.Number(tensor.Checked), tensor.Kinks == 0 ? "" : TextTable.Number(tensor.Kinks),
                Invariant($"{tensor.RelativeError:G2}") + (tensor.RelativeError <= Tolerance ? "" : " !"), $"[{string.Join(", ", tensor.WorstIndex)}]",
                Invariant($"{tensor.Engine:G7}"), Invariant($"{tensor.Difference:G7}"));
        }

        table.Write(text);
        return text.ToString();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
