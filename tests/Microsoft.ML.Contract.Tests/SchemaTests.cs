namespace Microsoft.ML.Contract.Tests;

public class SchemaTests
{
    [Fact]
    public void ABuiltSchemaHasItsColumnsInOrder()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", TextDataViewType.Instance);
        builder.AddColumns([new DataViewSchema.DetachedColumn("C", new VectorDataViewType(NumberDataViewType.Single, 2))]);
        DataViewSchema schema = builder.ToSchema();
        Assert.Equal(3, schema.Count);
        Assert.Equal(["A: Single", "B: String", "C: Vector<Single, 2>"], schema.Select(column => $"{column.Name}: {column.Type}"));
        Assert.Equal([0, 1, 2], schema.Select(column => column.Index));
        Assert.Equal(1, schema["B"].Index);
        Assert.Equal("C", schema[2].Name);
    }

    [Fact]
    public void OfEqualNamesTheLastIsVisible()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("A", NumberDataViewType.Double);
        builder.AddColumn("A", NumberDataViewType.Int32);
        DataViewSchema schema = builder.ToSchema();
        Assert.Equal([true, true, false], schema.Select(column => column.IsHidden));
        Assert.Equal(NumberDataViewType.Int32, schema["A"].Type);
        Assert.Equal(2, schema.GetColumnOrNull("A")!.Value.Index);
    }

    [Fact]
    public void AnnotationsAreValuesByName()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Count", NumberDataViewType.Int32, 7);
        annotations.Add<VBuffer<float>>("Weights", new VectorDataViewType(NumberDataViewType.Single, 2), (ref VBuffer<float> value) => value = new VBuffer<float>(2, [1, 2]));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single, annotations.ToAnnotations());
        DataViewSchema.Column column = builder.ToSchema()["A"];
        Assert.Equal(["Count", "Weights"], column.Annotations.Schema.Select(annotation => annotation.Name));
        int count = 0;
        column.Annotations.GetValue("Count", ref count);
        Assert.Equal(7, count);
        VBuffer<float> weights = default;
        column.Annotations.GetGetter<VBuffer<float>>(column.Annotations.Schema["Weights"])(ref weights);
        Assert.Equal([1f, 2f], weights.DenseValues());
    }

    [Fact]
    public void AMissingAnnotationOrAWrongTypeIsRefused()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("Count", NumberDataViewType.Int32, 7);
        DataViewSchema.Annotations built = annotations.ToAnnotations();
        var missing = Assert.Throws<InvalidOperationException>(() =>
        {
            int count = 0;
            built.GetValue("Nowhere", ref count);
        });
        Assert.Equal("Invalid call to 'GetValue'", missing.Message);
        Assert.Throws<InvalidOperationException>(() =>
        {
            float count = 0;
            built.GetValue("Count", ref count);
        });
    }

    [Fact]
    public void AnnotationsMayBeCopiedSelectively()
    {
        var first = new DataViewSchema.Annotations.Builder();
        first.AddPrimitiveValue("Keep", NumberDataViewType.Int32, 1);
        first.AddPrimitiveValue("Drop", NumberDataViewType.Int32, 2);
        var second = new DataViewSchema.Annotations.Builder();
        second.Add(first.ToAnnotations(), name => name == "Keep");
        Assert.Equal(["Keep"], second.ToAnnotations().Schema.Select(annotation => annotation.Name));
    }

    [Fact]
    public void AColumnWithoutAnnotationsHasAnEmptyAnnotationSchema()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        DataViewSchema.Column column = builder.ToSchema()["A"];
        Assert.Empty(column.Annotations.Schema);
        Assert.False(column.HasSlotNames());
        Assert.False(column.HasKeyValues());
        Assert.False(column.IsNormalized());
    }

    [Fact]
    public void SlotNamesBelongToAVectorOfTheSameSize()
    {
        DataViewSchema.Column Column(int names)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add<VBuffer<ReadOnlyMemory<char>>>("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names),
                (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(names, [.. Enumerable.Range(0, names).Select(i => ("n" + i).AsMemory())]));
            var builder = new DataViewSchema.Builder();
            builder.AddColumn("A", new VectorDataViewType(NumberDataViewType.Single, 2), annotations.ToAnnotations());
            return builder.ToSchema()["A"];
        }
        Assert.True(Column(2).HasSlotNames());
        Assert.Equal(["n0", "n1"], Read.SlotNames(Column(2)));
        Assert.False(Column(3).HasSlotNames());
    }
}
