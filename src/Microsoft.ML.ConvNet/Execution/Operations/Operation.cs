using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>One operation of a lowered graph: it knows which steps it becomes.</summary>
internal abstract class Operation(ImmutableArray<GraphValue> inputs, GraphValue output)
{
    public ImmutableArray<GraphValue> Inputs { get; } = inputs;

    public GraphValue Output { get; } = output;

    protected GraphValue Input => Inputs[0];

    /// <summary>Adds the steps that compute the output.</summary>
    public abstract void EmitForward(PlanBuilder plan);

    /// <summary>Adds the steps that turn the output's gradient into the gradients of parameters and inputs. Called in reverse order.</summary>
    public abstract void EmitBackward(PlanBuilder plan);

    /// <summary>The same forward pass in double precision by the scalar twins: the definition that plans and gradients are checked against.</summary>
    public abstract void Evaluate(ReferencePass pass);
}
