using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>Networks that together take every way through the planner.</summary>
internal static class TwinNetworks
{
    private static readonly SlidingWindow Halve = new(2, 2, 2, 2);

    public static IReadOnlyDictionary<string, Func<(TwinGraph Graph, GraphValue Output)>> All { get; } = new Dictionary<string, Func<(TwinGraph, GraphValue)>>
    {
        ["chain"] = () =>
        {
            var g = new TwinGraph(new(3, 9, 10));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 20));
            x = g.Pool(x, Halve, isMaximum: true);
            x = g.Tanh(g.Convolution(x, new SlidingWindow(3, 2, 2, 1, 1, 0, 2, 1), 33, hasBias: false));
            x = g.Pool(x, new SlidingWindow(2, 3, 1, 2, 1, 1, 0, 1), isMaximum: false);
            return (g, g.Dense(g.Tanh(g.Dense(g.Flatten(x), 19)), 7));
        },
        ["interleaved chain"] = () =>
        {
            var g = new TwinGraph(new(2, 11, 10));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(5), 6));
            x = g.Pool(x, Halve, isMaximum: false);
            x = g.Tanh(g.Convolution(x, new SlidingWindow(3, 3, 1, 2, PaddingTop: 2, PaddingRight: 1), 16, hasBias: false));
            x = g.Pool(x, new PoolingWindows(new SlidingWindow(3, 3, 2, 2, 1, 1, 1, 1, CeilMode: true), countsPadding: false), isMaximum: true);
            x = g.Pool(x, new PoolingWindows(2, 3), isMaximum: false);
            x = g.Dropout(g.Tanh(g.Dense(g.Flatten(x), 12)), 0.5f);
            return (g, g.Dense(x, 5));
        },
        ["interleaved graph"] = () =>
        {
            var g = new TwinGraph(new(3, 6, 5));
            var stem = g.Convolution(g.Input, CorrelationCases.Same(3), 4);
            var first = g.Dropout(g.Tanh(g.Convolution(stem, CorrelationCases.Same(3), 4)), 0.3f);
            var sum = g.Tanh(g.Add(first, stem));
            var second = g.Convolution(g.Dropout(sum, 0), CorrelationCases.Same(1), 4, hasBias: false);
            sum = g.Add(g.Add(second, stem), sum);
            return (g, g.Dense(g.Dropout(g.Flatten(sum), 0.2f), 3));
        },
        ["residual"] = () =>
        {
            var g = new TwinGraph(new(4, 7, 6));
            var x = g.ReLU(g.BatchNorm(g.Convolution(g.Input, CorrelationCases.Same(3), 17, hasBias: false)));
            for (int block = 0; block < 2; block++)
            {
                var shortcut = x;
                x = g.Tanh(g.BatchNorm(g.Convolution(x, CorrelationCases.Same(3), 17)));
                x = g.BatchNorm(g.Convolution(x, CorrelationCases.Same(3), 17, hasBias: false));
                x = g.ReLU(g.Add(x, shortcut));
            }

            var twice = g.Add(x, x);
            return (g, g.Dense(g.Pool(twice, new SlidingWindow(7, 6), isMaximum: false), 6));
        },
        ["residual with projection"] = () =>
        {
            // Both branches end in a norm; then a norm on the right, and one whose input is the other operand; behind the sum nothing, a rectifier and others.
            var g = new TwinGraph(new(4, 7, 6));
            var x = g.ReLU(g.BatchNorm(g.Convolution(g.Input, CorrelationCases.Same(3), 17, hasBias: false)));
            var body = g.BatchNorm(g.Convolution(x, new SlidingWindow(3, 3, 2, 2, 1, 1, 1, 1), 35, hasBias: false));
            x = g.ReLU(g.Add(body, g.BatchNorm(g.Convolution(x, new SlidingWindow(1, 1, 2, 2), 35, hasBias: false))));
            x = g.Add(x, g.BatchNorm(g.Convolution(x, CorrelationCases.Same(3), 35)));
            x = g.Tanh(g.Add(g.BatchNorm(x), x));
            return (g, g.Dense(x, 3));
        },
        ["norms with other readers"] = () =>
        {
            // What an addition may not normalise on the way, because others read it too.
            var g = new TwinGraph(new(4, 5, 6));
            var x = g.Convolution(g.Input, CorrelationCases.Same(1), 18);
            var normed = g.BatchNorm(x);
            var sum = g.Add(normed, x);
            x = g.ReLU(g.Add(g.ReLU(sum), g.BatchNorm(g.Convolution(g.ReLU(normed), CorrelationCases.Same(3), 18))));
            var again = g.BatchNorm(x);
            x = g.Add(g.Add(again, again), sum);
            return (g, g.Dense(g.ReLU(g.BatchNorm(x)), 3));
        },
        ["wide images"] = () =>
        {
            // An image is more than one block of the sums over pixels.
            var g = new TwinGraph(new(1, 32, 33));
            var x = g.Tanh(g.Convolution(g.Input, new SlidingWindow(2, 2), 17));
            x = g.Tanh(g.BatchNorm(g.Convolution(x, new SlidingWindow(1, 1), 18, hasBias: false)));
            return (g, g.Dense(g.Pool(x, new SlidingWindow(8, 8, 8, 8), isMaximum: false), 4));
        },
        ["inception"] = () =>
        {
            var g = new TwinGraph(new(5, 6, 6));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(1), 9));
            var one = g.Tanh(g.Convolution(x, CorrelationCases.Same(1), 18));
            var three = g.Tanh(g.Convolution(g.Tanh(g.Convolution(x, CorrelationCases.Same(1), 3)), CorrelationCases.Same(3), 7));
            var pool = g.Pool(x, new SlidingWindow(3, 3, 1, 1, 1, 1, 1, 1), isMaximum: true);
            var joined = g.Concat(one, three, pool, g.Input, one);
            return (g, g.Dense(g.Dropout(g.BatchNorm(joined), 0.4f), 4));
        },
        ["depthwise"] = () =>
        {
            var g = new TwinGraph(new(3, 8, 9));
            var x = g.ReLU(g.BatchNorm(g.Convolution(g.Input, new SlidingWindow(3, 3, 2, 2, 1, 1, 1, 1), 18, hasBias: false)));
            x = g.ReLU(g.BatchNorm(g.Convolution(x, CorrelationCases.Same(3), 18, hasBias: false, groups: 18)));
            x = g.BatchNorm(g.Convolution(x, new SlidingWindow(1, 1), 20));
            x = g.Tanh(g.Convolution(x, new SlidingWindow(2, 3, 1, 2, 0, 1, 1, 2, 2, 1), 20, hasBias: false, groups: 20));
            return (g, g.Dense(x, 3));
        },
        ["depthwise behind norms"] = () =>
        {
            // Normalised on the way: with activations and none, with and without border; and where that is not possible.
            var g = new TwinGraph(new(3, 9, 8));
            var x = g.Activation(g.BatchNorm(g.Convolution(g.Input, CorrelationCases.Same(3), 18, hasBias: false)), new ActivationFunction(ActivationKind.SiLU));
            x = g.BatchNorm(g.Convolution(x, new SlidingWindow(5, 3, 2, 1, 2, 1, 2, 1), 18, hasBias: false, groups: 18));
            x = g.Activation(g.BatchNorm(g.Convolution(x, new SlidingWindow(2, 2), 18, hasBias: false, groups: 18)), new ActivationFunction(ActivationKind.ReLU6));
            x = g.Tanh(g.BatchNorm(g.Convolution(x, new SlidingWindow(2, 1), 18, groups: 18)));
            x = g.ReLU(g.BatchNorm(g.Convolution(x, CorrelationCases.Same(3), 18, groups: 18)));
            var twice = g.ReLU(g.BatchNorm(g.Convolution(x, CorrelationCases.Same(3) with { Border = PaddingMode.Replicate }, 18, groups: 18)));
            return (g, g.Dense(g.Add(g.Convolution(twice, CorrelationCases.Same(3), 18, groups: 18), twice), 3));
        },
        ["depthwise with biases and several filters a channel"] = () =>
        {
            var g = new TwinGraph(new(3, 9, 9));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 6, groups: 3));
            x = g.Tanh(g.BatchNorm(g.Convolution(x, new SlidingWindow(5, 5, 2, 2, 2, 2, 2, 2), 18, groups: 6)));
            x = g.Tanh(g.Convolution(x, CorrelationCases.Same(3) with { Border = PaddingMode.Reflect }, 18, groups: 18));
            return (g, g.Dense(x, 3));
        },
        ["groups"] = () =>
        {
            var g = new TwinGraph(new(4, 8, 7));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 36, groups: 2));
            x = g.Tanh(g.BatchNorm(g.Convolution(x, CorrelationCases.Same(3), 36, hasBias: false, groups: 9)));
            x = g.Tanh(g.Convolution(x, new SlidingWindow(1, 1), 258, groups: 2));
            x = g.Tanh(g.Convolution(x, new SlidingWindow(1, 1, 2, 2), 12, groups: 6));
            return (g, g.Dense(x, 3));
        },
        ["borders"] = () =>
        {
            var g = new TwinGraph(new(3, 7, 8));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(5) with { Border = PaddingMode.Reflect }, 17));
            x = g.Tanh(g.Convolution(x, new SlidingWindow(3, 3, 2, 2, 2, 1, 0, 3, Border: PaddingMode.Replicate), 18));
            x = g.Tanh(g.Convolution(x, CorrelationCases.Same(3) with { Border = PaddingMode.Reflect }, 4, hasBias: false, groups: 2));
            return (g, g.Dense(x, 3));
        },
        ["pools"] = () =>
        {
            var g = new TwinGraph(new(3, 9, 10));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 18));
            var one = g.Pool(x, new SlidingWindow(3, 3, 2, 2, 1, 0, 1, 0, CeilMode: true), isMaximum: true);
            var two = g.Pool(x, new PoolingWindows(new SlidingWindow(3, 3, 2, 2, 1, 0, 1, 0, CeilMode: true), countsPadding: false), isMaximum: false);
            var three = g.Pool(x, new PoolingWindows(5, 5), isMaximum: false);
            var four = g.Pool(x, new PoolingWindows(5, 5), isMaximum: true);
            var five = g.Pool(x, new SlidingWindow(2, 2, 2, 2, 1, 1, 1, 0, 2, 2), isMaximum: true);
            return (g, g.Dense(g.Concat(one, two, three, four, five), 3));
        },
        ["dilated"] = () =>
        {
            var g = new TwinGraph(new(2, 9, 11));
            var x = g.Tanh(g.Convolution(g.Input, new SlidingWindow(3, 3, 1, 2, 1, 3, 2, 0, 2, 3), 5));
            x = g.Tanh(g.Convolution(x, new SlidingWindow(2, 2, DilationHeight: 2, DilationWidth: 1), 40));
            return (g, g.Dense(x, 3, hasBias: false));
        },
        ["convolutional output"] = () =>
        {
            var g = new TwinGraph(new(6, 4, 5));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 8));
            return (g, g.Convolution(x, new SlidingWindow(4, 5), 10));
        },
        ["input first"] = () =>
        {
            // Nothing that can be trained lies before these: no gradient may be asked for.
            var g = new TwinGraph(new(3, 8, 8));
            var normed = g.BatchNorm(g.Input);
            var squashed = g.Tanh(g.Dropout(g.Input, 0.25f));
            var pooled = g.Pool(g.Add(g.Input, g.Input), Halve, isMaximum: true);
            var x = g.Concat(g.Pool(normed, Halve, isMaximum: false), g.Pool(squashed, Halve, isMaximum: true), pooled);
            return (g, g.Dense(g.Tanh(g.Tanh(x)), 4));
        },
        ["linear"] = () =>
        {
            var g = new TwinGraph(new(3, 4, 5));
            return (g, g.Dense(g.Flatten(g.Flatten(g.Input)), 3));
        },
        ["behind a flatten"] = () =>
        {
            var g = new TwinGraph(new(2, 4, 5));
            var flat = g.Flatten(g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 5)));
            var dense = g.Tanh(g.Dense(flat, flat.Shape.Channels));
            var sum = g.Add(g.Add(flat, dense), g.Dropout(g.ReLU(flat), 0.3f));
            var joined = g.Concat(flat, g.BatchNorm(flat), g.Convolution(flat, new SlidingWindow(1, 1), 3), sum);
            return (g, g.Dense(joined, 4));
        },
        ["flattened output"] = () =>
        {
            var g = new TwinGraph(new(3, 5, 4));
            return (g, g.Flatten(g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 4))));
        },
        ["several readers"] = () =>
        {
            // A convolution, a norm and a pooled value that are read twice: nothing may be fused behind them or overwritten.
            var g = new TwinGraph(new(2, 6, 6));
            var convolved = g.Convolution(g.Input, CorrelationCases.Same(3), 24);
            var normed = g.BatchNorm(convolved);
            var sum = g.Add(g.Tanh(convolved), g.Add(g.ReLU(normed), normed));
            var pooled = g.Pool(sum, Halve, isMaximum: true);
            var activated = g.Tanh(pooled);
            return (g, g.Dense(g.Concat(activated, pooled, g.Tanh(activated)), 5));
        },
        ["odd channels and sizes"] = () =>
        {
            var g = new TwinGraph(new(1, 7, 5));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 3));
            x = g.Tanh(g.BatchNorm(g.Convolution(x, new SlidingWindow(3, 2, 2, 1, 1, 1, 1, 0), 17)));
            x = g.Pool(x, new SlidingWindow(3, 3, 2, 2, 1, 1, 1, 1), isMaximum: true);
            x = g.Tanh(g.Convolution(x, new SlidingWindow(2, 2), 6, hasBias: false));
            return (g, g.Dense(g.Convolution(x, new SlidingWindow(1, 1), 1), 3));
        },
        ["interleaved odd channels and sizes"] = () =>
        {
            var g = new TwinGraph(new(1, 9, 7));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 3));
            x = g.Pool(x, new SlidingWindow(3, 2, 2, 2, 1, 0, 1, 1), isMaximum: true);
            x = g.Tanh(g.Convolution(x, new SlidingWindow(2, 3, 1, 2, 0, 1, 1, 1), 7));
            x = g.Tanh(g.Convolution(x, new SlidingWindow(1, 1), 1, hasBias: false));
            return (g, g.Dense(g.Tanh(g.Dense(x, 17)), 3));
        },
        ["kernels larger than the image"] = () =>
        {
            var g = new TwinGraph(new(3, 3, 2));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(5), 18));
            x = g.Pool(x, new SlidingWindow(4, 4, 1, 1, 2, 2, 1, 1), isMaximum: false);
            x = g.Tanh(g.Convolution(x, CorrelationCases.Same(7), 18, groups: 18));
            x = g.Pool(x, new SlidingWindow(5, 5, 3, 2, 2, 2, 2, 2), isMaximum: true);
            return (g, g.Dense(g.Tanh(g.Convolution(x, CorrelationCases.Same(9), 5)), 4));
        },
        ["interleaved kernels larger than the image"] = () =>
        {
            var g = new TwinGraph(new(2, 2, 3));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(5), 6));
            x = g.Pool(x, new SlidingWindow(4, 4, 1, 1, 2, 2, 1, 1), isMaximum: false);
            x = g.Tanh(g.Convolution(x, CorrelationCases.Same(7), 5));
            return (g, g.Dense(g.Pool(x, new SlidingWindow(5, 5, 3, 2, 2, 2, 2, 2), isMaximum: true), 4));
        },
        ["one line"] = () =>
        {
            var g = new TwinGraph(new(3, 1, 23));
            var x = g.Tanh(g.BatchNorm(g.Convolution(g.Input, new SlidingWindow(1, 5, PaddingLeft: 2, PaddingRight: 2), 17)));
            x = g.Pool(x, new SlidingWindow(1, 2, 1, 2), isMaximum: true);
            x = g.Tanh(g.Convolution(x, CorrelationCases.Same(3), 17, groups: 17));
            return (g, g.Dense(g.Tanh(g.Convolution(x, CorrelationCases.Same(3) with { StrideWidth = 2 }, 6)), 3));
        },
        ["interleaved one column"] = () =>
        {
            var g = new TwinGraph(new(2, 23, 1));
            var x = g.Tanh(g.Convolution(g.Input, CorrelationCases.Same(3), 5));
            x = g.Pool(x, new SlidingWindow(2, 1, 2, 1), isMaximum: false);
            x = g.Tanh(g.Convolution(x, new SlidingWindow(3, 1, 2, 1), 6));
            return (g, g.Dense(x, 3));
        },
    };
}
