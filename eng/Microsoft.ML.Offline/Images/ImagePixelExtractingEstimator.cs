using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes vectors of numbers of pictures of a known size.</summary>
public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator(IHostEnvironment env, ColumnOptions column)
        : this(env, new ImagePixelExtractingTransformer(env, column))
    {
    }

    private ImagePixelExtractingEstimator(IHostEnvironment env, ImagePixelExtractingTransformer transformer)
        : base(env.Register(nameof(ImagePixelExtractingEstimator)), transformer)
    {
    }

    /// <summary>Which colours to extract.</summary>
    [Flags]
    public enum ColorBits : byte
    {
        Alpha = 1,
        Red = 2,
        Green = 4,
        Blue = 8,
        Rgb = Red | Green | Blue,
        All = Alpha | Rgb,
    }

    /// <summary>In which order to put the colours that are extracted.</summary>
    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => ImageTransforms.AddColumns(Host, inputSchema, Transformer.ColumnPairs, new ImageDataViewType(),
            (i, _) => new(Transformer.ColumnPairs[i].OutputColumnName, SchemaShape.Column.VectorKind.Vector, Transformer.Columns[i].ItemType, false));

    internal sealed class ColumnOptions
    {
        public readonly string Name;
        public readonly string InputColumnName;
        public readonly ColorBits Colors;
        public readonly ColorsOrder Order;
        public readonly bool Interleave;
        public readonly float Offset;
        public readonly float Scale;
        public readonly bool AsFloat;

        /// <summary>For each plane of the output, which byte of a pixel in B, G, R, A order it takes.</summary>
        internal readonly int[] Planes;

        public ColumnOptions(string name, string inputColumnName, ColorBits colorsToExtract, ColorsOrder orderOfExtraction, bool interleavePixelColors,
            float offsetImage, float scaleImage, bool outputAsFloatArray)
        {
            Contracts.CheckParam(!string.IsNullOrWhiteSpace(name), nameof(name), "name cannot be null or white space");
            Planes = [.. orderOfExtraction.ToString().Select(ParseColor).Where(color => (colorsToExtract & color.Bit) != 0).Select(color => color.BgraIndex)];
            Contracts.CheckParam(Planes.Length > 0, nameof(colorsToExtract), "Need to use at least one color plane.");
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Colors = colorsToExtract;
            Order = orderOfExtraction;
            Interleave = interleavePixelColors;
            AsFloat = outputAsFloatArray;
            Offset = outputAsFloatArray ? offsetImage : 0;
            Scale = outputAsFloatArray ? scaleImage : 1;
            Contracts.CheckParam(float.IsFinite(Offset), nameof(offsetImage));
            Contracts.CheckParam(float.IsFinite(Scale) && Scale != 0, nameof(scaleImage));
        }

        internal NumberDataViewType ItemType => AsFloat ? NumberDataViewType.Single : NumberDataViewType.Byte;

        private static (ColorBits Bit, int BgraIndex) ParseColor(char letter) => letter switch
        {
            'B' => (ColorBits.Blue, 0),
            'G' => (ColorBits.Green, 1),
            'R' => (ColorBits.Red, 2),
            'A' => (ColorBits.Alpha, 3),
            _ => (0, 0),
        };
    }
}
