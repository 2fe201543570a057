namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A stretch of the plan's arena. Its place is assigned when all steps are known; two buffers whose lives do not overlap may share it.</summary>
internal sealed unsafe class PlanBuffer(long floats, int firstStep)
{
    private BufferLife? _life;

    public long Floats { get; } = floats;

    /// <summary>The step that first writes it, counted as they are emitted.</summary>
    public int FirstStep { get; } = firstStep;

    /// <summary>The last step that touches it, counted as they are emitted.</summary>
    public int LastStep { get; set; } = firstStep;

    /// <summary>The steps, counted as they are emitted, that compute its values at little cost from those of other buffers and may run again; empty if there are none.</summary>
    public List<int> Origins { get; } = [];

    /// <summary>Whether its values are not kept from the forward to the backward pass but computed again.</summary>
    public bool IsDropped { get; set; }

    /// <summary>Whether it keeps its values from run to run.</summary>
    public bool IsKept { get; init; }

    /// <summary>Its life in the order in which the steps run; as they are emitted until a <see cref="StepOrder"/> says otherwise.</summary>
    public BufferLife Life { get => _life ?? new BufferLife(FirstStep, LastStep); set => _life = value; }

    /// <summary>Its other life in the backward pass, if its values are computed again for it.</summary>
    public BufferLife? SecondLife { get; set; }

    /// <summary>Place in the arena, in floats.</summary>
    public long Offset { get; set; } = -1;

    /// <summary>Address; set once the arena exists.</summary>
    public float* Pointer { get; set; }

    /// <summary>Whether there is a step at which both hold values.</summary>
    public bool LivesWith(PlanBuffer other) => Overlaps(other.Life) || (other.SecondLife is { } second && Overlaps(second));

    private bool Overlaps(BufferLife other) => Life.Overlaps(other) || (SecondLife is { } second && second.Overlaps(other));
}
