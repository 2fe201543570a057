using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Gives every row a number between 0 and 1, the same on every pass, and splits by it.</summary>
internal sealed class RowSplitter
{
    private const uint DefaultSeed = 42;

    private readonly Func<Func<double, bool>, IDataView> _filter;

    public RowSplitter(IHostEnvironment env, IDataView data, string samplingKeyColumn, int? seed)
    {
        uint? usedSeed = (uint?)(seed ?? ((IHostEnvironmentInternal)env).Seed);
        if (samplingKeyColumn is null)
        {
            _filter = isInRange => new FilteredDataView(data, [], _ => RandomTest(usedSeed ?? DefaultSeed, isInRange), isSequential: true);
            return;
        }
        DataViewSchema.Column column = data.Schema.GetColumnOrNull(samplingKeyColumn)
            ?? throw env.ExceptSchemaMismatch(nameof(samplingKeyColumn), "SamplingKeyColumn", samplingKeyColumn);
        if (column.Type is KeyDataViewType)
            _filter = isInRange => RangeFilter.Create(env, data, column, isInRange);
        else if (column.Type == NumberDataViewType.Single || column.Type == NumberDataViewType.Double)
            _filter = ScaledFilter(env, data, column);
        else
        {
            Func<Func<double, bool>, Func<DataViewRow, Func<bool>>> createTest = isInRange => row => (Func<bool>)GenericCall.Invoke(
                HashTest<int>, [column.Type.RawType], row, column, usedSeed ?? DefaultSeed, isInRange);
            _filter = isInRange => new FilteredDataView(data, [column], createTest(isInRange), isSequential: false);
        }
    }

    public DataOperationsCatalog.TrainTestData Split(Func<double, bool> isInTestSet) => new(_filter(number => !isInTestSet(number)), _filter(isInTestSet));

    private static Func<bool> RandomTest(uint seed, Func<double, bool> isInRange)
    {
        var random = new TauswortheRandom(seed);
        return () => isInRange(random.NextSingle());
    }

    /// <summary>Numbers are keys by where they lie between the smallest and the largest.</summary>
    private static Func<Func<double, bool>, IDataView> ScaledFilter(IHostEnvironment env, IDataView data, DataViewSchema.Column column)
    {
        double[] values = column.Type == NumberDataViewType.Single
            ? [.. data.GetColumn<float>(column).Select(value => (double)value)]
            : [.. data.GetColumn<double>(column)];
        double smallest = values.Where(double.IsFinite).DefaultIfEmpty(0).Min();
        double largest = values.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        double scale = largest > smallest ? 1 / (largest - smallest) : 0;
        return isInRange => RangeFilter.Create(env, data, column, value => isInRange((value - smallest) * scale));
    }

    private static Func<bool> HashTest<TValue>(DataViewRow row, DataViewSchema.Column column, uint seed, Func<double, bool> isInRange)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        TValue value = default;
        return () =>
        {
            getter(ref value);
            uint hash = seed;
            foreach (char letter in Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture))
                hash = TauswortheRandom.MurmurRound(hash, letter);
            return isInRange(FinalMix(hash) / (uint.MaxValue + 1.0));
        };
    }

    /// <summary>The last step of MurmurHash3: every bit of the result depends on every bit of the hash.</summary>
    private static uint FinalMix(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}
