using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Labels that say yes (number 1) or no (number 0): Boolean. None can be missing.</summary>
internal sealed class YesOrNoLabelColumn(DataViewSchema.Column column) : LabelColumn(column)
{
    public override int ClassCount => 2;

    public override int OutputCount => 1;

    public override TargetTable Targets { get; } = TargetTable.YesOrNo();

    public override Func<int> CreateReader(DataViewRow row)
    {
        var getter = row.GetGetter<bool>(Column);
        bool label = false;
        return () =>
        {
            getter(ref label);
            return label ? 1 : 0;
        };
    }

    public override string ProblemOfOneClass(int label) => $"the same label ({label == 1}); both True and False are needed";
}
