// Everything in this assembly that touches internals of ML.NET is in this file. Against the real packages the access is granted by the attributes below
// and by eng/MlNetInternals.targets; the offline subset grants it with InternalsVisibleTo.
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.ConvNet;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Pipeline.Averaging;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

// What ML.NET's component catalog looks for when a model zip names this assembly as its loader.
[assembly: LoadableClass(typeof(ConvNetTransformer), typeof(MlNetInterop), null, typeof(SignatureLoadModel), "ConvNet model", MlNetInterop.LoaderSignature)]
[assembly: LoadableClass(
    typeof(ConvNetEnsembleTransformer), typeof(MlNetInterop.EnsembleLoader), null, typeof(SignatureLoadModel), "ConvNet ensemble", MlNetInterop.EnsembleLoaderSignature)]

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

        /// <summary>At most 24 ASCII characters.</summary>
        public const string EnsembleLoaderSignature = "ConvNetEnsemble";

        /// <summary>Our entry in the model zip, beside ML.NET's own Model.key.</summary>
        private const string EntryName = "ConvNet";

        /// <summary>The entry of an ensemble, beside those of its models: <see cref="EntryName"/> with their numbers, from 1.</summary>
        private const string EnsembleEntryName = "ConvNetEnsemble";

        /// <summary>The version of ML.NET's own header; those of what we write are in <see cref="ModelFile"/> and <see cref="EnsembleFile"/>.</summary>
        private static VersionInfo HeaderVersion(string modelSignature, string loaderSignature) => new(
            modelSignature: modelSignature,
            verWrittenCur: 0x00010001,
            verReadableCur: 0x00010001,
            verWeCanReadBack: 0x00010001,
            // The simple name: a full one would tie the file to the assembly version of its writer.
            loaderAssemblyName: typeof(MlNetInterop).Assembly.GetName().Name,
            loaderSignature: loaderSignature);

        private static VersionInfo ModelVersion => HeaderVersion("CONVNETM", LoaderSignature);

        private static VersionInfo EnsembleVersion => HeaderVersion("CONVNETE", EnsembleLoaderSignature);

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

        public static void Save(ModelSaveContext context, ModelContent content)
        {
            context.CheckAtModel();
            context.SetVersionInfo(ModelVersion);
            context.SaveBinaryStream(EntryName, writer => ModelFile.Write(writer.BaseStream, content));
        }

        public static void Save(ModelSaveContext context, ImmutableArray<ModelContent> members)
        {
            context.CheckAtModel();
            context.SetVersionInfo(EnsembleVersion);
            context.SaveBinaryStream(EnsembleEntryName, writer => EnsembleFile.Write(writer.BaseStream, members.Length));
            for (int i = 0; i < members.Length; i++)
            {
                var member = members[i];
                context.SaveBinaryStream(EntryName + (i + 1), writer => ModelFile.Write(writer.BaseStream, member));
            }
        }

        /// <summary>ML.NET calls this by its name and parameters when it comes to our part of a model zip.</summary>
        /// <exception cref="FormatException">The entry is missing, damaged, truncated or of a newer version; ML.NET wraps this exception into its own.</exception>
        private static ConvNetTransformer Create(IHostEnvironment environment, ModelLoadContext context)
        {
            context.CheckAtModel(ModelVersion);
            return Marked(environment, () => new ConvNetTransformer(Load(context, EntryName, ModelFile.Read)));
        }

        /// <summary>Reads an entry of the model zip.</summary>
        private static T Load<T>(ModelLoadContext context, string entry, Func<Stream, T> read)
            where T : class
        {
            T? result = null;
            context.TryLoadBinaryStream(entry, reader => result = read(reader.BaseStream));
            return result ?? throw new FormatException($"The ConvNet model is damaged: its entry '{entry}' is missing from the file.");
        }

        /// <summary>Marks format errors as ones of ML.NET's own, so that they are wrapped as these are.</summary>
        private static T Marked<T>(IHostEnvironment environment, Func<T> load)
        {
            try
            {
                return load();
            }
            catch (FormatException exception)
            {
                throw environment.Process(exception);
            }
        }

        /// <summary>What ML.NET calls for an ensemble: of each type it calls one method.</summary>
        internal static class EnsembleLoader
        {
            private static ConvNetEnsembleTransformer Create(IHostEnvironment environment, ModelLoadContext context)
            {
                context.CheckAtModel(EnsembleVersion);
                return Marked(environment, () =>
                {
                    int count = Load(context, EnsembleEntryName, EnsembleFile.Read).Count;
                    return new ConvNetEnsembleTransformer(EnsembleRules.Checked([.. Enumerable.Range(1, count).Select(number => Load(context, EntryName + number, ModelFile.Read))]));
                });
            }
        }
    }
}
