using System.Text.Json;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Every operation against torchvision's (tests/golden/augmentation.py), for pixels from 0 to 1, from 0 to 255 and from -1 to 1.</summary>
public class AugmentationGoldenTests
{
    private static readonly Golden Values = JsonSerializer.Deserialize<Golden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "augmentation.json")), JsonSerializerOptions.Web)!;

    private static readonly PixelRange[] Ranges = [new(0, 1), PixelRange.Bytes, new(-1, 1)];

    public static TheoryData<string> Operations => [.. Values.Cases.Select(golden => golden.Operation).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void EqualsTorchvision(string operation)
    {
        foreach (var golden in Values.Cases.Where(golden => golden.Operation == operation))
        {
            var image = Values.Images[golden.Image];
            var shape = new ImageShape(image.Shape[0], image.Shape[1], image.Shape[2]);
            foreach (var range in Ranges)
            {
                float[] pixels = Interleaved(Array.ConvertAll(image.Levels, level => range.Black + level * (range.Length / 255)), shape);
                float[] expected = Interleaved(golden.Result, shape), actual = Run(operation, golden.Arguments, pixels, shape, range);
                for (int i = 0; i < expected.Length; i++)
                {
                    float value = (actual[i] - range.Black) / range.Length;
                    string arguments = string.Join(' ', golden.Arguments);
                    Assert.True(Math.Abs(expected[i] - value) < 3e-6, $"{operation} {arguments} of {shape} in {range}: value {i} is {value}, torchvision's {expected[i]}.");
                }
            }
        }
    }

    private static float[] Run(string operation, float[] a, float[] pixels, ImageShape shape, PixelRange range)
    {
        float[] scratch = new float[pixels.Length];
        switch (operation)
        {
            case "hflip": return Move(PixelMap.HorizontalFlip(shape));
            case "vflip": return Move(PixelMap.VerticalFlip(shape));
            case "crop-constant": return Move(PixelMap.Translation(a[0] - a[2], a[0] - a[1]));
            case "crop-edge": return Move(PixelMap.Translation(a[0] - a[2], a[0] - a[1]), PaddingMode.Replicate);
            case "crop-reflect": return Move(PixelMap.Translation(a[0] - a[2], a[0] - a[1]), PaddingMode.Reflect);
            case "resized_crop":
                var (top, left, height, width) = ((int)a[0], (int)a[1], (int)a[2], (int)a[3]);
                var window = new PixelWindow(left, top, left + width - 1, top + height - 1);
                ImageSampler.Sample(pixels, shape, PixelMap.Crop(shape, left, top, width, height), PaddingMode.Replicate, window, range.Black, scratch);
                return scratch;
            case "rotate": return Move(PixelMap.Affine(shape, -a[0]));
            case "affine": return Move(PixelMap.Affine(shape, a[0], scale: a[3], shearX: a[4], shearY: a[5], right: a[1], down: a[2]));
            case "brightness": ColorOperations.Brightness(pixels, range, a[0]); break;
            case "contrast": ColorOperations.Contrast(pixels, shape.Channels, range, a[0]); break;
            case "saturation": ColorOperations.Saturation(pixels, shape.Channels, range, a[0]); break;
            case "hue": ColorOperations.Hue(pixels, shape.Channels, range, a[0]); break;
            case "sharpness": ColorOperations.Sharpness(pixels, shape, range, a[0], scratch); break;
            case "posterize": ToneOperations.Posterize(pixels, range, (int)a[0]); break;
            case "solarize": ToneOperations.Solarize(pixels, range, a[0]); break;
            case "autocontrast": ToneOperations.AutoContrast(pixels, shape.Channels, range); break;
            case "equalize": ToneOperations.Equalize(pixels, shape.Channels, range); break;
            default: throw new InvalidDataException(operation);
        }

        return pixels;

        float[] Move(PixelMap map, PaddingMode border = PaddingMode.Zeros)
        {
            ImageSampler.Sample(pixels, shape, map, border, PixelWindow.Of(shape), range.Black, scratch);
            return scratch;
        }
    }

    private static float[] Interleaved(float[] planes, ImageShape shape)
    {
        int planeSize = shape.Height * shape.Width;
        float[] result = new float[planes.Length];
        for (int i = 0; i < planes.Length; i++) result[i % planeSize * shape.Channels + i / planeSize] = planes[i];
        return result;
    }

    private sealed record Golden(GoldenImage[] Images, GoldenCase[] Cases);

    private sealed record GoldenImage(int[] Shape, int[] Levels);

    private sealed record GoldenCase(int Image, string Operation, float[] Arguments, float[] Result);
}
