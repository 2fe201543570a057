using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Assigns places in one arena to buffers by their lives: largest first, each at the lowest place where no living neighbour is in the way.</summary>
internal static class ArenaLayout
{
    /// <summary>Sets every buffer's offset and returns the arena's size in floats.</summary>
    public static long Assign(IReadOnlyList<PlanBuffer> buffers)
    {
        var placed = new List<PlanBuffer>();
        long size = 0;
        foreach (var buffer in buffers.OrderByDescending(buffer => buffer.Floats).ThenBy(buffer => buffer.FirstStep))
        {
            long offset = 0, length = AlignedMemory.Align(buffer.Floats);
            foreach (var other in placed)
            {
                if (!buffer.LivesWith(other)) continue;
                if (offset + length <= other.Offset) break;
                offset = Math.Max(offset, other.Offset + AlignedMemory.Align(other.Floats));
            }

            buffer.Offset = offset;
            size = Math.Max(size, offset + length);
            int position = placed.FindIndex(other => other.Offset > offset);
            placed.Insert(position < 0 ? placed.Count : position, buffer);
        }

        return size;
    }
}
