using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// What drops at random in training, and divides what it keeps by the probability to be kept; nothing at scoring. The backward pass draws the same decisions again.
/// </summary>
internal abstract class DroppingOperation(GraphValue input, GraphValue output, float probability) : Operation([input], output)
{
    protected float Probability { get; } = probability;

    /// <summary>Of the random numbers: two operations of one network must not decide alike.</summary>
    protected ulong Stream => (ulong)Output.Id;

    public override void EmitForward(PlanBuilder plan)
    {
        var x = plan.Value(Input);
        if (!plan.IsTraining || Probability == 0)
        {
            plan.SetValue(Output, x);
            return;
        }

        var y = plan.NewBuffer(Output);
        plan.EmitCheap(NewStep(plan, x, y), y, x);
        plan.SetValue(Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (!plan.NeedsGradient(Input)) return;
        var gradient = plan.Gradient(Output);
        if (Probability > 0) plan.Emit(NewStep(plan, gradient, gradient), gradient);
        plan.GiveGradient(Input, gradient);
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input);
        if (!pass.IsTraining || Probability == 0)
        {
            pass.SetValue(Output, x);
            return;
        }

        double[] y = pass.NewValue(Output);
        for (int i = 0; i < x.Length; i++)
            y[i] = Dropout.IsKept(Decision(pass, i), Probability, pass.Seed, Stream) ? x[i] / (1 - (double)Probability) : 0;
    }

    /// <summary>A step that drops from x, or in place.</summary>
    protected abstract Step NewStep(PlanBuilder plan, PlanBuffer x, PlanBuffer y);

    /// <summary>The number of the decision about an element.</summary>
    protected abstract ulong Decision(ReferencePass pass, int element);
}
