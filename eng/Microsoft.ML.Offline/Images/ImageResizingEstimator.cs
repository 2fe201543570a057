using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Brings pictures to one size.</summary>
public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(IHostEnvironment env, ColumnOptions column)
        : this(env, new ImageResizingTransformer(env, column))
    {
    }

    private ImageResizingEstimator(IHostEnvironment env, ImageResizingTransformer transformer)
        : base(env.Register(nameof(ImageResizingEstimator)), transformer)
    {
    }

    /// <summary>How a picture of another aspect ratio is made to fit.</summary>
    public enum ResizingKind : byte
    {
        /// <summary>The whole picture, with black bars.</summary>
        IsoPad = 0,

        /// <summary>The whole area, with parts of the picture cut off.</summary>
        IsoCrop = 1,

        /// <summary>Stretched.</summary>
        Fill = 2,
    }

    /// <summary>The side of the picture that cropping keeps.</summary>
    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => ImageTransforms.AddColumns(Host, inputSchema, Transformer.ColumnPairs, new ImageDataViewType(),
            (i, _) => new(Transformer.ColumnPairs[i].OutputColumnName, SchemaShape.Column.VectorKind.Scalar, Transformer.Columns[i].Type, false));

    internal sealed class ColumnOptions
    {
        public readonly string Name;
        public readonly string InputColumnName;
        public readonly int ImageWidth;
        public readonly int ImageHeight;
        public readonly ResizingKind Resizing;
        public readonly Anchor Anchor;
        public readonly ImageDataViewType Type;

        public ColumnOptions(string name, int imageWidth, int imageHeight, string inputColumnName, ResizingKind resizing, Anchor anchor)
        {
            Contracts.CheckNonEmpty(name, nameof(name));
            Contracts.CheckParam(imageWidth > 0, nameof(imageWidth));
            Contracts.CheckParam(imageHeight > 0, nameof(imageHeight));
            Contracts.CheckParam(Enum.IsDefined(resizing), nameof(resizing));
            Contracts.CheckParam(Enum.IsDefined(anchor), nameof(anchor));
            Name = name;
            InputColumnName = inputColumnName ?? name;
            ImageWidth = imageWidth;
            ImageHeight = imageHeight;
            Resizing = resizing;
            Anchor = anchor;
            Type = new ImageDataViewType(imageHeight, imageWidth);
        }

        internal ImageResizeMode Mode => Resizing switch
        {
            ResizingKind.IsoPad => ImageResizeMode.Pad,
            ResizingKind.Fill => ImageResizeMode.Fill,
            _ => Anchor switch
            {
                Anchor.Top => ImageResizeMode.CropAnchorTop,
                Anchor.Bottom => ImageResizeMode.CropAnchorBottom,
                Anchor.Left => ImageResizeMode.CropAnchorLeft,
                Anchor.Right => ImageResizeMode.CropAnchorRight,
                _ => ImageResizeMode.CropAnchorCentral,
            },
        };
    }
}
