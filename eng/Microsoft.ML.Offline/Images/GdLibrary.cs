using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Transforms.Image;

/// <summary>
/// The functions of libgd that this assembly calls. gd keeps no global state apart from its error callback,
/// so different images may be worked on by different threads.
/// </summary>
internal static unsafe partial class GdLibrary
{
    private const string Name = "libgd.so.3";

    // Lazy, not a static constructor: a missing library must surface as itself, not as a TypeInitializationException.
    private static readonly Lazy<bool> _loaded = new(Load);

    /// <exception cref="DllNotFoundException">libgd is not installed.</exception>
    internal static void EnsureLoaded() => _ = _loaded.Value;

    private static bool Load()
    {
        if (!NativeLibrary.TryLoad(Name, out _))
            {
            throw new DllNotFoundException($"Images are read and written by the library {Name}, which was not found. "
                + "On Debian and Ubuntu it is in the package libgd3: apt-get install libgd3");
        }

        // gd prints warnings about damaged files to stderr unless it is given somewhere else to send them.
        gdSetErrorMethod(&IgnoreMessage);
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void IgnoreMessage(int priority, byte* format, nint arguments)
    {
    }

    /// <summary>The public beginning of gd's image structure (gdImageStruct in gd.h), down to the rows of true-colour pixels.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ImageHeader
    {
        public byte** PalettePixels;
        public int Width;
        public int Height;
        public int ColorsTotal;
        public PaletteValues Red, Green, Blue, Open;
        public int Transparent;
        public int* PolygonPoints;
        public int PolygonPointsAllocated;
        public ImageHeader* Brush;
        public ImageHeader* Tile;
        public PaletteValues BrushColorMap, TileColorMap;
        public int StyleLength;
        public int StylePosition;
        public int* Style;
        public int Interlace;
        public int Thickness;
        public PaletteValues Alpha;
        public int TrueColor;
        public int** TrueColorPixels;
    }

    [InlineArray(256)]
    internal struct PaletteValues
    {
        private int _first;
    }

    [LibraryImport(Name)]
    private static partial void gdSetErrorMethod(delegate* unmanaged[Cdecl]<int, byte*, nint, void> method);

    [LibraryImport(Name)]
    internal static partial GdImage gdImageCreateTrueColor(int width, int height);

    [LibraryImport(Name)]
    internal static partial GdImage gdImageCreateFromPngPtr(int size, byte* data);

    [LibraryImport(Name)]
    internal static partial GdImage gdImageCreateFromJpegPtr(int size, byte* data);

    [LibraryImport(Name)]
    internal static partial GdImage gdImageCreateFromGifPtr(int size, byte* data);

    [LibraryImport(Name)]
    internal static partial GdImage gdImageCreateFromBmpPtr(int size, byte* data);

    [LibraryImport(Name)]
    internal static partial GdImage gdImageCreateFromWebpPtr(int size, byte* data);

    [LibraryImport(Name)]
    internal static partial int gdImagePaletteToTrueColor(GdImage image);

    [LibraryImport(Name)]
    internal static partial void gdImageSaveAlpha(GdImage image, int flag);

    [LibraryImport(Name)]
    internal static partial byte* gdImagePngPtr(GdImage image, out int size);

    [LibraryImport(Name)]
    internal static partial byte* gdImageJpegPtr(GdImage image, out int size, int quality);

    [LibraryImport(Name)]
    internal static partial byte* gdImageWebpPtrEx(GdImage image, out int size, int quality);

    [LibraryImport(Name)]
    internal static partial void gdImageAlphaBlending(GdImage image, int flag);

    [LibraryImport(Name)]
    internal static partial void gdImageCopyResampled(GdImage destination, GdImage source, int destinationX, int destinationY, int sourceX, int sourceY,
        int destinationWidth, int destinationHeight, int sourceWidth, int sourceHeight);

    [LibraryImport(Name)]
    internal static partial void gdFree(byte* memory);

    [LibraryImport(Name)]
    internal static partial void gdImageDestroy(nint image);
}
