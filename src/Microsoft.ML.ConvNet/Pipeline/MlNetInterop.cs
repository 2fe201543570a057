// Everything in this assembly that touches internals of ML.NET is in this file. Against the real packages the access is granted by the attributes below
// and by eng/MlNetInternals.targets; the offline subset grants it with InternalsVisibleTo.
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.ConvNet;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

// What ML.NET's component catalog looks for when a model zip names this assembly as its loader.
[assembly: LoadableClass(typeof(ConvNetTransformer), typeof(MlNetInterop), null, typeof(SignatureLoadModel), "ConvNet model", MlNetInterop.LoaderSignature)]

namespace System.Runtime.CompilerServices
{
    /// <summary>The runtime knows this attribute by its name; the framework does not declare it.</summary>
    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
    {
        public string AssemblyName { get; } = assemblyName;
    }
}

namespace Microsoft.ML.ConvNet.Pipeline
{
    /// <summary>The one place that names internals of ML.NET.</summary>
    internal static class MlNetInterop
    {
        /// <summary>At most 24 ASCII characters.</summary>
        public const string LoaderSignature = "ConvNetMulticlass";

        /// <summary>Our entry in the model zip, beside ML.NET's own Model.key.</summary>
        private const string EntryName = "ConvNet";

        /// <summary>The version of ML.NET's own header; those of what we write are in <see cref="ModelFile"/>.</summary>
        private static VersionInfo HeaderVersion => new(
            modelSignature: "CONVNETM",
            verWrittenCur: 0x00010001,
            verReadableCur: 0x00010001,
            verWeCanReadBack: 0x00010001,
            // The simple name: a full one would tie the file to the assembly version of its writer.
            loaderAssemblyName: typeof(MlNetInterop).Assembly.GetName().Name,
            loaderSignature: LoaderSignature);

        public static IHostEnvironment GetEnvironment(TrainCatalogBase.CatalogInstantiatorBase catalog) => CatalogUtils.GetEnvironment(catalog);

        /// <summary>Throws <see cref="OperationCanceledException"/> once ML.NET has cancelled the context.</summary>
        public static void CheckAlive(IHostEnvironment environment) => environment.CheckAlive();

        /// <summary>What ML.NET's own tools do to stop a training.</summary>
        public static void Cancel(MLContext mlContext) => mlContext.CancelExecution();

        public static TrainerInfo CreateTrainerInfo(bool normalization, bool caching, bool supportsValidation) =>
            new(normalization: normalization, calibration: false, caching: caching, supportValid: supportsValidation);

        public static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);

        public static SchemaShape.Column Column(
            string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, IEnumerable<SchemaShape.Column>? annotations = null) =>
            new(name, kind, itemType, isKey, annotations is null ? null : new SchemaShape(annotations));

        public static string TypeString(SchemaShape.Column column) => column.GetTypeString();

        /// <summary>The annotations that a multiclass trainer promises for its score column.</summary>
        public static IEnumerable<SchemaShape.Column> MulticlassScoreAnnotations(SchemaShape.Column label) => AnnotationUtils.AnnotationsForMulticlassScoreColumn(label);

        /// <summary>The annotations that a trainer promises for any other column that it adds.</summary>
        /// <param name="isNormalized">Whether it holds probabilities.</param>
        public static IEnumerable<SchemaShape.Column> OutputAnnotations(bool isNormalized = false) => AnnotationUtils.GetTrainerOutputAnnotation(isNormalized);

        public static void Save(ModelSaveContext context, Action<Stream> write)
        {
            context.CheckAtModel();
            context.SetVersionInfo(HeaderVersion);
            context.SaveBinaryStream(EntryName, writer => write(writer.BaseStream));
        }

        /// <summary>ML.NET calls this by its name and parameters when it comes to our part of a model zip.</summary>
        /// <exception cref="FormatException">The entry is missing, damaged, truncated or of a newer version; ML.NET wraps this exception into its own.</exception>
        private static ConvNetTransformer Create(IHostEnvironment environment, ModelLoadContext context)
        {
            context.CheckAtModel(HeaderVersion);
            try
            {
                ConvNetTransformer? transformer = null;
                context.TryLoadBinaryStream(EntryName, reader => transformer = new ConvNetTransformer(ModelFile.Read(reader.BaseStream)));
                return transformer ?? throw new FormatException($"The ConvNet model is damaged: its entry '{EntryName}' is missing from the file.");
            }
            catch (FormatException exception)
            {
                // Marked as one of ML.NET's own, so that it is wrapped as these are.
                throw environment.Process(exception);
            }
        }
    }
}
