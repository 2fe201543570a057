using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Reads images that a column holds as one value for each pixel and channel, dense or sparse.</summary>
/// <typeparam name="T">Single or Byte.</typeparam>
internal sealed class PixelReader<T> : ImageReader
    where T : struct, INumberBase<T>
{
    private readonly ValueGetter<VBuffer<T>> _getter;
    private readonly int _channels;
    private readonly int _planeSize;
    private readonly bool _keepsOrder;
    private VBuffer<T> _values;

    public PixelReader(ImageColumn column, DataViewRow row)
        : base(column)
    {
        _getter = row.GetGetter<VBuffer<T>>(column.Column);
        _channels = column.Shape.Channels;
        _planeSize = column.Shape.Height * column.Shape.Width;
        _keepsOrder = column.Layout == PixelLayout.Interleaved || _channels == 1 || _planeSize == 1;
    }

    public override bool TryRead(Span<float> pixels, [NotNullWhen(false)] out string? problem)
    {
        _getter(ref _values);
        if (_values.Length != pixels.Length)
        {
            problem = $"the vector has {_values.Length} values, expected {pixels.Length} ({Column.Shape})";
            return false;
        }

        problem = null;
        if (!_values.IsDense) Scatter(pixels);
        else if (_keepsOrder) TensorPrimitives.ConvertTruncating(_values.GetValues(), pixels);
        else Interleave(pixels);
        return true;
    }

    private void Interleave(Span<float> pixels)
    {
        var values = _values.GetValues();
        for (int channel = 0; channel < _channels; channel++)
        {
            var plane = values.Slice(channel * _planeSize, _planeSize);
            int target = channel;
            for (int i = 0; i < plane.Length; i++, target += _channels) pixels[target] = float.CreateTruncating(plane[i]);
        }
    }

    private void Scatter(Span<float> pixels)
    {
        pixels.Clear();
        var values = _values.GetValues();
        var indices = _values.GetIndices();
        for (int i = 0; i < values.Length; i++)
        {
            int index = indices[i];
            int target = _keepsOrder ? index : index % _planeSize * _channels + index / _planeSize;
            pixels[target] = float.CreateTruncating(values[i]);
        }
    }
}
