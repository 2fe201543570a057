using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet;

public abstract partial class ConvNetTrainerBase
{
    // How the rows come to the network.
    public abstract partial class OptionsBase
    {
        /// <summary>
        /// Random changes of the training images, anew in every epoch: <c>Augmentations.RandomCrop(4).HorizontalFlip()</c>, or a preset such as
        /// <see cref="Augmentations.Photos"/>. Validation and scoring see the images as they are. Default <see cref="Augmentations.None"/>.
        /// </summary>
        public AugmentationList Augmentation = Augmentations.None;

        /// <summary>
        /// Most bytes of memory that the training images may take, and likewise the validation images: 0 or more. A set that fits is read once; one that does not is read again in
        /// every epoch, and shuffled through a buffer of this size. An image takes a byte for each value if all values of its set are whole numbers from 0 to 255, as those of
        /// pictures are, else four. Default <see langword="null"/>: half of the memory that the process may use.
        /// </summary>
        public long? CacheLimit = null;

        /// <summary>How the rows are read.</summary>
        internal ImageDataSetOptions DataSetOptions() => new()
        {
            FeatureColumnName = FeatureColumnName,
            LabelColumnName = LabelColumnName,
            LabelKind = Task.LabelKind,
            ExampleWeightColumnName = ExampleWeightColumnName,
            ImagePathColumnName = ImagePathColumnName,
            Image = ImageColumnOptions(ImageShape),
            SkipUnreadableImages = SkipUnreadableImages,
            CacheLimit = CacheLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2,
        };
    }
}
