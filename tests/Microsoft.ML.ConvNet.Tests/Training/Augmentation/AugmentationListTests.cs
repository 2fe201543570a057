namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Lists of augmentations as values: chains, presets, equality, texts and refusals.</summary>
public class AugmentationListTests
{
    [Fact]
    public void AChainIsAValueThatNeverChanges()
    {
        var crop = Augmentations.RandomCrop(4);
        var chain = crop.HorizontalFlip().ColorJitter(brightness: 0.2f, hue: 0.1f);
        Assert.Single(crop);
        Assert.Equal(
            [new RandomCropAugmentation { Padding = 4 }, new HorizontalFlipAugmentation(), new ColorJitterAugmentation { Brightness = 0.2f, Hue = 0.1f }], chain);
        Assert.Equal(chain, Augmentations.RandomCrop(4).HorizontalFlip().ColorJitter(0.2f, 0, 0, 0.1f));
        Assert.Equal(chain.GetHashCode(), Augmentations.RandomCrop(4).HorizontalFlip().ColorJitter(0.2f, 0, 0, 0.1f).GetHashCode());
        Assert.True(chain != Augmentations.HorizontalFlip().RandomCrop(4).ColorJitter(0.2f, 0, 0, 0.1f));
        Assert.Equal("random crop (padding 4), horizontal flip (probability 0.5), color jitter (brightness 0.2, contrast 0, saturation 0, hue 0.1)", chain.ToString());
        Assert.Equal(chain[1], chain.ElementAt(1));
    }

    [Fact]
    public void EveryStartIsOnTheListToo()
    {
        (AugmentationList Start, AugmentationList Chained)[] pairs =
        [
            (Augmentations.HorizontalFlip(0.3f), Augmentations.None.HorizontalFlip(0.3f)),
            (Augmentations.VerticalFlip(0.3f), Augmentations.None.VerticalFlip(0.3f)),
            (Augmentations.RandomCrop(2, PaddingMode.Reflect), Augmentations.None.RandomCrop(2, PaddingMode.Reflect)),
            (Augmentations.RandomResizedCrop(0.3f, 0.9f), Augmentations.None.RandomResizedCrop(0.3f, 0.9f)),
            (Augmentations.Rotation(7), Augmentations.None.Rotation(7)),
            (Augmentations.Affine(1, 0.2f, 0.3f, 1.4f, 5, 6), Augmentations.None.Affine(1, 0.2f, 0.3f, 1.4f, 5, 6)),
            (Augmentations.ColorJitter(0.1f, 0.2f, 0.3f, 0.4f), Augmentations.None.ColorJitter(0.1f, 0.2f, 0.3f, 0.4f)),
            (Augmentations.Cutout(3, 0.5f), Augmentations.None.Cutout(3, 0.5f)),
            (Augmentations.RandAugment(3, 12), Augmentations.None.RandAugment(3, 12)),
            (Augmentations.MixUp(0.2f, 0.5f), Augmentations.None.MixUp(0.2f, 0.5f)),
            (Augmentations.CutMix(0.2f, 0.5f), Augmentations.None.CutMix(0.2f, 0.5f)),
        ];
        Assert.All(pairs, pair => Assert.Equal(pair.Chained, pair.Start));
        var kinds = typeof(Augmentation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Augmentation)) && !type.IsAbstract);
        Assert.Equal(kinds.Select(type => type.Name).Order(), pairs.Select(pair => pair.Start[0].GetType().Name).Order());
    }

    [Fact]
    public void EachSaysWhetherALabelStaysRight()
    {
        Assert.Equal(LabelMeaning.Kept, Augmentations.None.LabelMeaning);
        Assert.Equal(LabelMeaning.Kept, Augmentations.Digits.LabelMeaning);
        Assert.Equal(LabelMeaning.Uncertain, Augmentations.Photos.LabelMeaning);
        Assert.Equal(LabelMeaning.Kept, Augmentations.RandomCrop().Rotation(45).Cutout().RandAugment().ColorJitter(0.5f, 0.5f, 0.5f).LabelMeaning);
        AugmentationList[] uncertain =
        [
            Augmentations.HorizontalFlip(), Augmentations.VerticalFlip(), Augmentations.Rotation(46), Augmentations.ColorJitter(hue: 0.1f), Augmentations.RandomResizedCrop(),
            Augmentations.Affine(degrees: 90), Augmentations.Affine(translate: 0.3f), Augmentations.RandAugment(magnitude: 16),
        ];
        Assert.All(uncertain, list => Assert.Equal(LabelMeaning.Uncertain, list.LabelMeaning));
        Assert.Equal(LabelMeaning.Mixed, Augmentations.MixUp().HorizontalFlip().LabelMeaning);
        Assert.Equal(LabelMeaning.Mixed, Augmentations.CutMix().LabelMeaning);
    }

    [Fact]
    public void NumbersOutOfRangeAreRefused()
    {
        Refuses("Probability", () => Augmentations.HorizontalFlip(1.5f));
        Refuses("Probability", () => Augmentations.VerticalFlip(float.NaN));
        Refuses("Padding", () => Augmentations.RandomCrop(-1));
        Refuses("PaddingMode", () => Augmentations.RandomCrop(1, (PaddingMode)7));
        Refuses("MinimumArea", () => Augmentations.RandomResizedCrop(0));
        Refuses("MaximumArea", () => Augmentations.RandomResizedCrop(0.5f, 1.5f));
        Refuses("Degrees", () => Augmentations.Rotation(-1));
        Refuses("Translate", () => Augmentations.Affine(translate: 2));
        Refuses("MinimumScale", () => Augmentations.Affine(minimumScale: 0));
        Refuses("ShearX", () => Augmentations.Affine(shearX: 90));
        Refuses("Brightness", () => Augmentations.ColorJitter(-0.1f));
        Refuses("Hue", () => Augmentations.ColorJitter(hue: 0.6f));
        Refuses("Size", () => Augmentations.Cutout(0));
        Refuses("Operations", () => Augmentations.RandAugment(-1));
        Refuses("Magnitude", () => Augmentations.RandAugment(magnitude: 31));
        Refuses("Alpha", () => Augmentations.MixUp(0));
        Assert.Throws<ArgumentNullException>(() => Augmentations.None.Add(null!));

        static void Refuses(string name, Func<AugmentationList> create) => Assert.StartsWith(name, Assert.Throws<ArgumentOutOfRangeException>(create).ParamName);
    }

    [Fact]
    public void WhatDoesNotFitTheImagesIsNamed()
    {
        var list = Augmentations.RandomCrop(5, PaddingMode.Reflect);
        var exception = Assert.Throws<ArgumentException>(() => list.Check(new ImageShape(1, 8, 5)));
        Assert.Equal(
            "The augmentation random crop (padding 5 Reflect) mirrors 5 pixels; images of 1x8x5 (channels x height x width) have at most 4 to mirror.", exception.Message);
        list.Check(new ImageShape(1, 6, 6));
        Augmentations.RandomCrop(50).Check(new ImageShape(1, 6, 6));
    }
}
