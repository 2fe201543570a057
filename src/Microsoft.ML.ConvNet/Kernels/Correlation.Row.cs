using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// A single row times packed panels: a dense layer of one image. Every weight is used once, so the memory that they come from is the limit: a panel is read from
/// its beginning to its end, and asked for ahead. The sums are taken in the order in which the tiles take them.
/// </summary>
internal static unsafe partial class Correlation
{
    /// <summary>How far ahead memory is asked for: more than arrives in the time that it takes to come.</summary>
    private const int AheadFloats = 1024;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRow<TVector>(float* row, int depth, float* panel, float* output)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector left = default, right = default;
        float* end = panel + (nint)depth * 2 * TVector.Lanes;
        for (; panel < end; panel += 2 * TVector.Lanes, row++)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(panel + AheadFloats);
                if (TVector.Lanes == 16) Sse.Prefetch0(panel + AheadFloats + 16);
            }

            var value = TVector.Create(*row);
            left = TVector.MultiplyAdd(value, TVector.Load(panel), left);
            right = TVector.MultiplyAdd(value, TVector.Load(panel + TVector.Lanes), right);
        }

        TVector.Store(left, output);
        TVector.Store(right, output + TVector.Lanes);
    }

    // Panels of one vector, and those with columns that do not exist, are left to the tiles.
    private static bool TryMultiplyRow(KernelSet set, in PanelLayout layout, float* row, float* panels, int panel, float* output)
    {
        if (layout.IsQuad || layout.Vectors(panel) != 2 || layout.IsPartial(panel)) return false;
        float* filters = panels + layout.Start(panel);
        float* columns = output + panel * layout.PanelWidth;
        if (set.Lanes == 16) MultiplyRow<Float16>(row, layout.Depth, filters, columns);
        else if (set.Lanes == 8) MultiplyRow<Float8>(row, layout.Depth, filters, columns);
        else if (set.Lanes == 4) MultiplyRow<Float4>(row, layout.Depth, filters, columns);
        else return false;
        return true;
    }
}
