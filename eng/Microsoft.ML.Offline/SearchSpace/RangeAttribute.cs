namespace Microsoft.ML.SearchSpace;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, Inherited = false, AllowMultiple = false)]
public sealed class RangeAttribute : Attribute
{
    public RangeAttribute(double min, double max, bool logBase = false)
        : this(logBase, min, max, null)
    {
    }

    public RangeAttribute(double min, double max, double init, bool logBase = false)
        : this(logBase, min, max, init)
    {
    }

    public RangeAttribute(int min, int max, bool logBase = false)
        : this(logBase, min, max, null)
    {
    }

    public RangeAttribute(int min, int max, int init, bool logBase = false)
        : this(logBase, min, max, init)
    {
    }

    public RangeAttribute(float min, float max, bool logBase = false)
        : this(logBase, min, max, null)
    {
    }

    public RangeAttribute(float min, float max, float init, bool logBase = false)
        : this(logBase, min, max, init)
    {
    }

    private RangeAttribute(bool logBase, object min, object max, object init)
    {
        Min = min;
        Max = max;
        Init = init;
        LogBase = logBase;
    }

    public object Min { get; }

    public object Max { get; }

    public object Init { get; }

    public bool LogBase { get; }
}
