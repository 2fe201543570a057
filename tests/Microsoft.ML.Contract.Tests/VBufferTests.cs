namespace Microsoft.ML.Contract.Tests;

public class VBufferTests
{
    [Fact]
    public void ADenseBufferHoldsEveryValue()
    {
        var buffer = new VBuffer<float>(3, [1, 2, 3]);
        Assert.True(buffer.IsDense);
        Assert.Equal(3, buffer.Length);
        Assert.Equal([1, 2, 3], buffer.GetValues().ToArray());
        Assert.Equal([1, 2, 3], buffer.DenseValues());
        Assert.Equal(2, buffer.GetItemOrDefault(1));
    }

    [Fact]
    public void ASparseBufferHasZerosBetweenItsValues()
    {
        var buffer = new VBuffer<float>(5, 2, [7, 9], [1, 4]);
        Assert.False(buffer.IsDense);
        Assert.Equal([7, 9], buffer.GetValues().ToArray());
        Assert.Equal([1, 4], buffer.GetIndices().ToArray());
        Assert.Equal([0, 7, 0, 0, 9], buffer.DenseValues());
        Assert.Equal(0, buffer.GetItemOrDefault(3));
        Assert.Equal(9, buffer.GetItemOrDefault(4));
        Assert.Equal([new(1, 7f), new(4, 9f)], buffer.Items());
        Assert.Equal(5, buffer.Items(all: true).Count());
    }

    [Fact]
    public void CopyToDenseFillsTheGaps()
    {
        var sparse = new VBuffer<float>(4, 1, [7], [2]);
        VBuffer<float> dense = default;
        sparse.CopyToDense(ref dense);
        Assert.True(dense.IsDense);
        Assert.Equal([0, 0, 7, 0], dense.GetValues().ToArray());

        var span = new float[6];
        Array.Fill(span, -1);
        sparse.CopyTo(span, 1);
        Assert.Equal([-1, 0, 0, 7, 0, -1], span);
    }

    [Fact]
    public void CopiesAreIndependent()
    {
        float[] values = [1, 2, 3];
        var source = new VBuffer<float>(3, values);
        VBuffer<float> copy = default;
        source.CopyTo(ref copy);
        values[0] = 99;
        Assert.Equal(1, copy.GetItemOrDefault(0));
    }

    [Fact]
    public void AnEditorReusesABufferThatIsLargeEnough()
    {
        VBuffer<float> buffer = default;
        var first = VBufferEditor.Create(ref buffer, 4);
        Assert.True(first.CreatedNewValues);
        for (int i = 0; i < 4; i++)
            first.Values[i] = i;
        buffer = first.Commit();
        Assert.Equal([0, 1, 2, 3], buffer.DenseValues());

        var second = VBufferEditor.Create(ref buffer, 2);
        Assert.False(second.CreatedNewValues);
        second.Values[0] = 8;
        second.Values[1] = 9;
        buffer = second.Commit();
        Assert.Equal(2, buffer.Length);
        Assert.Equal([8, 9], buffer.DenseValues());
    }

    [Fact]
    public void AnEditorWithFewerValuesThanLengthIsSparse()
    {
        VBuffer<float> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 5, valuesCount: 1);
        editor.Values[0] = 6;
        editor.Indices[0] = 3;
        buffer = editor.Commit();
        Assert.False(buffer.IsDense);
        Assert.Equal([0, 0, 0, 6, 0], buffer.DenseValues());
    }

    [Fact]
    public void TheDefaultBufferIsEmptyAndDense()
    {
        VBuffer<float> buffer = default;
        Assert.Equal(0, buffer.Length);
        Assert.True(buffer.IsDense);
        Assert.Empty(buffer.DenseValues());
    }
}
