using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>A column of a <see cref="TestView"/>: a function from the row to the value, annotations, and how often values were read.</summary>
internal abstract class TestColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    private int _reads;

    public string Name => name;

    public DataViewType Type => type;

    public DataViewSchema.Annotations? Annotations => annotations;

    /// <summary>How often a getter of the column was called.</summary>
    public int Reads => _reads;

    /// <param name="position">Gives the current row.</param>
    public abstract Delegate CreateGetter(Func<long> position);

    public static TestColumn Of<T>(string name, DataViewType type, Func<long, T> value, DataViewSchema.Annotations? annotations = null) =>
        new Typed<T>(name, type, value, annotations);

    /// <summary>4x4 grey images; every pixel of row r has the value that the function gives.</summary>
    public static TestColumn Images(Func<long, float>? value = null, string name = "Features") => Of(
        name, new VectorDataViewType(NumberDataViewType.Single, 1, 4, 4),
        row => new VBuffer<float>(16, Enumerable.Repeat(value is null ? row : value(row), 16).ToArray()));

    /// <summary>A key label that goes round the classes, with annotations if wanted.</summary>
    public static TestColumn Label(int count = TestModels.ClassCount, DataViewSchema.Annotations? annotations = null) =>
        Of("Label", new KeyDataViewType(typeof(uint), count), row => (uint)(row % count) + 1, annotations);

    private sealed class Typed<T>(string name, DataViewType type, Func<long, T> value, DataViewSchema.Annotations? annotations) : TestColumn(name, type, annotations)
    {
        public override Delegate CreateGetter(Func<long> position) => (ValueGetter<T>)((ref T destination) =>
        {
            Interlocked.Increment(ref _reads);
            destination = value(position());
        });
    }
}
