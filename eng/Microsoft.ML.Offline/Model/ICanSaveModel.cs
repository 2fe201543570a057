namespace Microsoft.ML;

/// <summary>Something that can be written to a model file.</summary>
public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}
