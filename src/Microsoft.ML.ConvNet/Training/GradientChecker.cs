using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>The work of <see cref="GradientCheck"/>, on a lowered graph.</summary>
internal sealed class GradientChecker
{
    private const double Step = 1e-5;

    // The scale of a layer's gradients is at least this part of the network's largest, and this part of the loss (below which central differences are rounding).
    private const double ShareOfNetwork = 1e-2, ShareOfLoss = 1e-5;

    // A disagreement this many times the jump of the slope is not the kink's.
    private const double KinkFactor = 16;

    private const ulong ChoiceStream = 0x4752_4144_0000_0000UL;

    private readonly LoweredGraph _graph;
    private readonly Weights _weights;
    private readonly TrainingBatch _batch;
    private readonly LossFunction _loss;
    private readonly GradientCheckOptions _options;
    private readonly KernelSet? _set;
    private readonly double[] _exampleWeights;
    private readonly double[] _targets;
    private int _lanes;

    /// <param name="set">The kernels to check; null for the fastest.</param>
    /// <exception cref="ArgumentException">The batch does not fit the graph or the loss.</exception>
    public GradientChecker(LoweredGraph graph, Weights weights, TrainingBatch batch, LossFunction loss, GradientCheckOptions options, KernelSet? set = null)
    {
        CheckBatch(graph, batch, loss);
        _graph = graph;
        _weights = weights;
        _batch = batch;
        _loss = loss;
        _options = options;
        _set = set;
        _exampleWeights = [.. batch.Weights.Select(weight => (double)weight)];
        _targets = Array.ConvertAll(batch.Targets?.Values ?? [], target => (double)target);
    }

    public GradientCheckResult Run()
    {
        var (input, gradients) = RunEngine();
        var reference = NewPass();
        double loss = LossOf(reference, firstOperation: 0);
        List<CheckedTensor> tensors = [new CheckedTensor(Network.InputName, _batch.Images.Dimensions, input, 0, pass => pass.Value(_graph.Input), ImagePlace)];
        foreach (var parameter in _graph.Parameters.Where(parameter => parameter.IsTrainable))
        {
            tensors.Add(new CheckedTensor(
                parameter.Name, parameter.Dimensions, gradients[parameter.Name].Values, reference.FirstUse(parameter), pass => pass.Parameter(parameter), index => index));
        }

        List<CheckedElement> elements = [.. tensors.SelectMany(tensor => Choose(tensor).Select(index => new CheckedElement(tensor, index)))];
        Evaluate(elements, Compare);
        SetScales(tensors, elements, loss);
        List<CheckedElement> doubtful = [.. elements.Where(element => !(element.RelativeError <= _options.Tolerance))];
        Evaluate(doubtful, (pass, element) => LookForKink(pass, element, loss));
        return new GradientCheckResult(loss, _options.Tolerance, [.. tensors.Select(tensor => Report(tensor, [.. elements.Where(element => element.Tensor == tensor)]))]);
    }

    private static void CheckBatch(LoweredGraph graph, TrainingBatch batch, LossFunction loss)
    {
        int outputs = graph.OutputShape.Size;
        if (batch.ImageShape != graph.InputShape)
            throw new ArgumentException($"The batch's images are {batch.ImageShape}, but the network takes {graph.InputShape}.", nameof(batch));
        if (loss.TakesTargets != batch.Targets is not null)
            throw new ArgumentException($"The loss takes {(loss.TakesTargets ? "targets" : "labels")}, but the batch has {(loss.TakesTargets ? "labels" : "targets")}.", nameof(batch));
        if (batch.Targets is { } targets && targets.Dimensions[1] != outputs)
            throw new ArgumentException($"The batch has {targets.Dimensions[1]} targets for each image, but the network has {outputs} outputs.", nameof(batch));
        foreach (int label in batch.Labels)
        {
            if (label >= outputs) throw new ArgumentException($"The batch has the label {label}, but the network's {outputs} classes are numbered from 0.", nameof(batch));
        }
    }

    /// <summary>The gradients of the images (N, C, H, W) and of the parameters, as a training step computes them.</summary>
    private (float[] Input, Weights Parameters) RunEngine()
    {
        using var store = new ParameterStore(_graph, withGradients: true, _set);
        store.Load(_weights);
        _lanes = store.IsInterleaved ? store.Set.Lanes : 1;
        using var plan = new ExecutionPlan(_graph, store, PlanMode.Training, _batch.RowCount, Environment.ProcessorCount, _loss, withInputGradient: true);
        for (int i = 0; i < _batch.Images.Values.Length; i++) plan.Input[ImagePlace(i)] = _batch.Images.Values[i];
        _batch.Labels.AsSpan().CopyTo(plan.Labels);
        _batch.SecondLabels.AsSpan().CopyTo(plan.SecondLabels);
        _batch.Shares.AsSpan().CopyTo(plan.Shares);
        _batch.Targets?.Values.CopyTo(plan.Targets);
        _batch.Weights.AsSpan().CopyTo(plan.ExampleWeights);
        plan.ForwardBackward(_batch.RowCount, _options.Seed);
        float[] gradient = new float[_batch.Images.Values.Length];
        for (int i = 0; i < gradient.Length; i++) gradient[i] = plan.InputGradient[ImagePlace(i)];
        return (gradient, store.Unpack(store.Gradients));
    }

    private ReferencePass NewPass()
    {
        double[] input = new double[_batch.Images.Values.Length];
        for (int i = 0; i < input.Length; i++) input[ImagePlace(i)] = _batch.Images.Values[i];
        return new ReferencePass(_graph, _weights, input, isTraining: true, _options.Seed, _lanes);
    }

    /// <summary>Where an element of (N, C, H, W) lies in rows of H, W, C order.</summary>
    private int ImagePlace(int index)
    {
        int size = _graph.InputShape.Size, channels = _graph.InputShape.Channels, pixels = size / channels;
        return index / size * size + index % pixels * channels + index % size / pixels;
    }

    private double LossOf(ReferencePass pass, int firstOperation)
    {
        double loss = Mean(pass.Run(firstOperation));
        foreach (var auxiliary in _graph.AuxiliaryOutputs) loss += auxiliary.LossWeight * Mean(pass.Value(auxiliary.Logits));
        return loss;
    }

    private double Mean(double[] outputs)
    {
        var mix = new LabelMix(_batch.SecondLabels.AsSpan(), _batch.Shares.AsSpan(), []);
        var (sum, weight) = _loss.ForwardReference<double>(outputs, _batch.Labels.AsSpan(), _targets, _exampleWeights, new double[outputs.Length], mix);
        return sum / weight;
    }

    /// <summary>All elements of a small tensor; of a large one a drawn sample, with the one whose gradient the engine has largest.</summary>
    private IEnumerable<int> Choose(CheckedTensor tensor)
    {
        int count = tensor.Engine.Length;
        if (count <= _options.ElementsPerTensor) return Enumerable.Range(0, count);
        var chosen = new SortedSet<int>();
        for (ulong draw = 0; chosen.Count < _options.ElementsPerTensor - 1; draw++) chosen.Add((int)CounterRandom.Below(count, _options.Seed, ChoiceStream, draw));
        chosen.Add(Array.IndexOf(tensor.Engine, tensor.Engine.MaxBy(Math.Abs)));
        return chosen;
    }

    /// <summary>Changes elements one by one, on all processors. An element's result does not depend on the others.</summary>
    private void Evaluate(List<CheckedElement> elements, Action<ReferencePass, CheckedElement> compare)
    {
        // Last layers first: what a pass has computed before the changed parameter stays as it was.
        CheckedElement[] ordered = [.. elements.OrderByDescending(element => element.Tensor.FirstOperation)];
        int workers = Math.Min(Environment.ProcessorCount, ordered.Length);
        Parallel.For(0, workers, worker =>
        {
            var pass = NewPass();
            pass.Run();
            for (int i = worker; i < ordered.Length; i += workers) compare(pass, ordered[i]);
        });
    }

    private double LossAt(ReferencePass pass, CheckedElement element, double distance)
    {
        ref double value = ref element.Tensor.Value(pass, element.Index);
        double original = value;
        value += distance;
        double loss = LossOf(pass, element.Tensor.FirstOperation);
        value = original;
        return loss;
    }

    private void Compare(ReferencePass pass, CheckedElement element) =>
        element.Difference = (LossAt(pass, element, Step) - LossAt(pass, element, -Step)) / (2 * Step);

    /// <summary>
    /// Without a kink the jump from the slope on the left to that on the right halves with the step, and the central difference stays; what is left of both,
    /// beyond rounding, is a kink inside the step.
    /// </summary>
    private void LookForKink(ReferencePass pass, CheckedElement element, double loss)
    {
        var (jump, slope) = Slopes(Step);
        var (nearJump, nearSlope) = Slopes(Step / 2);
        double kink = Math.Max(Math.Abs(2 * nearJump - jump), Math.Abs(nearSlope - slope));
        element.IsKink = KinkFactor * kink >= Math.Abs(element.Engine - nearSlope);

        (double Jump, double Slope) Slopes(double step)
        {
            double right = (LossAt(pass, element, step) - loss) / step, left = (loss - LossAt(pass, element, -step)) / step;
            return (right - left, (right + left) / 2);
        }
    }

    private static void SetScales(List<CheckedTensor> tensors, List<CheckedElement> elements, double loss)
    {
        var largest = elements.GroupBy(element => element.Tensor.Layer).ToDictionary(group => group.Key, group => group.Max(element => Math.Abs(element.Difference)));
        double floor = Math.Max(ShareOfNetwork * largest.Values.Max(), ShareOfLoss * Math.Abs(loss));
        foreach (var tensor in tensors) tensor.Scale = Math.Max(largest[tensor.Layer], floor);
    }

    private static GradientCheckTensor Report(CheckedTensor tensor, List<CheckedElement> elements)
    {
        var worst = elements.OrderBy(element => element.IsKink).ThenByDescending(element => double.IsNaN(element.RelativeError) ? double.PositiveInfinity : element.RelativeError).First();
        var index = new int[tensor.Dimensions.Length];
        for (int axis = index.Length - 1, rest = worst.Index; axis >= 0; rest /= tensor.Dimensions[axis--]) index[axis] = rest % tensor.Dimensions[axis];
        return new GradientCheckTensor(
            tensor.Name, tensor.Dimensions, elements.Count, elements.Count(element => element.IsKink), ImmutableArray.Create(index), worst.Engine, worst.Difference,
            worst.IsKink ? 0 : worst.RelativeError);
    }

    /// <param name="engine">The engine's gradient in the tensor's order.</param>
    /// <param name="firstOperation">The first operation that depends on the tensor.</param>
    /// <param name="values">The tensor in a pass.</param>
    /// <param name="place">Where an element lies there.</param>
    private sealed class CheckedTensor(
        string name, ImmutableArray<int> dimensions, float[] engine, int firstOperation, Func<ReferencePass, double[]> values, Func<int, int> place)
    {
        public string Name { get; } = name;

        public string Layer { get; } = name.LastIndexOf('.') is >= 0 and var end ? name[..end] : name;

        public ImmutableArray<int> Dimensions { get; } = dimensions;

        public float[] Engine { get; } = engine;

        public int FirstOperation { get; } = firstOperation;

        public double Scale { get; set; }

        public ref double Value(ReferencePass pass, int index) => ref values(pass)[place(index)];
    }

    private sealed class CheckedElement(CheckedTensor tensor, int index)
    {
        public CheckedTensor Tensor { get; } = tensor;

        public int Index { get; } = index;

        public double Engine => Tensor.Engine[Index];

        public double Difference { get; set; }

        public bool IsKink { get; set; }

        public double RelativeError => Math.Abs(Engine - Difference) / Tensor.Scale;
    }
}
