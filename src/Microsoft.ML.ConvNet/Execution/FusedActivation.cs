using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The activation that an operation does on the way because it alone reads the operation's result; or none, which is the identity.</summary>
internal readonly record struct FusedActivation
{
    private readonly ActivationOperation? _operation;

    private FusedActivation(GraphValue input, ActivationOperation? operation)
    {
        Output = operation?.Output ?? input;
        _operation = operation;
    }

    public static FusedActivation Behind(PlanBuilder plan, GraphValue value) => new(value, plan.Graph.SoleConsumer(value) as ActivationOperation);

    /// <summary>The same, but only if it is a rectifier: a sum does no other activation on the way.</summary>
    public static FusedActivation RectifierBehind(PlanBuilder plan, GraphValue value) =>
        new(value, plan.Graph.SoleConsumer(value) is ActivationOperation { Function.IsRectifier: true } rectifier ? rectifier : null);

    public ActivationFunction Function => _operation?.Function ?? ActivationFunction.Identity;

    /// <summary>The activated value; without an activation, the value itself.</summary>
    public GraphValue Output { get; }

    /// <summary>Whether the value before the activation is to be kept for the backward pass, so that the activation must not overwrite it.</summary>
    public bool KeepsInput(PlanBuilder plan) => plan.IsTraining && Function.NeedsInput;

    /// <summary>Says that the activation has been done.</summary>
    public void Finish(PlanBuilder plan, PlanBuffer y)
    {
        if (_operation is null) return;
        Leave(plan);
        plan.SetValue(Output, y);
    }

    /// <summary>Says that whoever reads the activated value does the activation.</summary>
    public void Leave(PlanBuilder plan)
    {
        if (_operation is not null) plan.MarkFused(_operation);
    }
}
