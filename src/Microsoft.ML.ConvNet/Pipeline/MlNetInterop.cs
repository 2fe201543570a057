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
[assembly: LoadableClass(typeof(ConvNetTransformer), null, typeof(SignatureLoadModel), "ConvNet multiclass model", MlNetInterop.LoaderSignature)]

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

        /// <summary>The version of ML.NET's own header; the versions of what we write are in ModelFile.</summary>
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

        public static TrainerInfo CreateTrainerInfo(bool normalization, bool caching, bool supportsValidation) =>
            new(normalization: normalization, calibration: false, caching: caching, supportValid: supportsValidation);

        public static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);

        public static SchemaShape.Column Column(
            string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, IEnumerable<SchemaShape.Column>? annotations = null) =>
            new(name, kind, itemType, isKey, annotations is null ? null : new SchemaShape(annotations));

        public static bool IsCompatible(SchemaShape.Column required, SchemaShape.Column actual) => required.IsCompatibleWith(actual);

        public static string TypeString(SchemaShape.Column column) => column.GetTypeString();

        public static Exception ColumnMissing(IExceptionContext context, string parameter, string role, string column) =>
            context.ExceptSchemaMismatch(parameter, role, column);

        public static Exception ColumnMismatch(IExceptionContext context, string parameter, string role, string column, string expected, string actual) =>
            context.ExceptSchemaMismatch(parameter, role, column, expected, actual);

        public static void Save(ModelSaveContext context, Action<BinaryWriter> write)
        {
            context.CheckAtModel();
            context.SetVersionInfo(HeaderVersion);
            context.SaveBinaryStream(EntryName, write);
        }

        public static void Load(ModelLoadContext context, Action<BinaryReader> read)
        {
            context.CheckAtModel(HeaderVersion);
            if (!context.TryLoadBinaryStream(EntryName, read)) throw new FormatException($"The ConvNet model is damaged: its entry '{EntryName}' is missing from the zip.");
        }
    }
}
