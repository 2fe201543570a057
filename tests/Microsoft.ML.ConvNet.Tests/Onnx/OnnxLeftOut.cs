using System.IO.Enumeration;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>The cases that are not run, each with its reason.</summary>
internal static class OnnxLeftOut
{
    /// <summary>Names of cases ('*' stands for anything) and why.</summary>
    public static IReadOnlyList<(string Pattern, string Reason)> Reasons { get; } =
    [
        // What the library leaves to others by design.
        ("node/*_expanded", "the operator of the case of the same name, written out as arithmetic (Less, Where, ReduceMax, ...)"),
        ("node/*_expanded_ver18", "the operator of the case of the same name, written out as arithmetic (Less, Where, ReduceMax, ...)"),
        ("node/test_*pool_3d_*", "three spatial axes; layers are two-dimensional"),
        ("node/test_matmul_1d_*", "a product of activations, not with a weight"),
        ("node/test_matmul_3d", "a product of activations, not with a weight"),
        ("node/test_matmul_4d*", "a product of activations, not with a weight"),
        ("node/test_matmul_bcast", "a product of activations, not with a weight"),
        ("node/test_gemm_default_matrix_bias", "a bias for each row of the batch"),
        ("node/test_training_dropout", "random zeros of another generator"),
        ("node/test_training_dropout_default", "random zeros of another generator"),
        ("node/test_training_dropout_mask", "random zeros of another generator"),
        ("node/test_training_dropout_default_mask", "random zeros of another generator"),
        ("node/test_transpose_*", "no layer moves axes"),
        ("node/test_reshape_*", "no layer but Flatten changes the number of axes"),
        ("node/test_identity", "nothing is computed: an importer drops the node"),
        ("node/test_identity_opt", "optional and sequence types; nothing is computed"),
        ("node/test_identity_sequence", "optional and sequence types; nothing is computed"),
        ("node/test_clip_default_int8_inbounds", "bounds that no layer has"),
        ("node/test_clip_default_int8_max", "bounds that no layer has"),
        ("node/test_clip_default_inbounds", "bounds that no layer has"),
        ("node/test_clip_default_max", "bounds that no layer has"),
        ("node/test_clip", "bounds that no layer has"),
        ("node/test_clip_example", "bounds that no layer has"),
        ("node/test_clip_inbounds", "bounds that no layer has"),
        ("node/test_clip_outbounds", "bounds that no layer has"),
        ("node/test_clip_splitbounds", "bounds that no layer has"),
        ("node/test_clip_min_greater_than_max", "bounds that no layer has"),
        ("node/test_mish", "not among the activations"),
        ("node/test_selu*", "not among the activations"),
        ("node/test_softplus*", "not among the activations"),
        ("pytorch-converted/test_SELU", "not among the activations"),
        ("pytorch-converted/test_Softplus", "not among the activations"),
        ("node/test_nllloss_*", "the loss of given log-probabilities; ours takes logits (SoftmaxCrossEntropyLoss)"),
        ("node/test_constant_pad*", "a border of another constant than 0"),
        ("pytorch-converted/test_ConstantPad2d", "a border of another constant than 0"),

        // Still to come.
        ("node/test_adagrad*", "AdaGrad is not among the optimizers yet"),
    ];

    /// <summary>Why a case is left out, or null.</summary>
    public static string? Reason(string name) => Reasons.FirstOrDefault(one => FileSystemName.MatchesSimpleExpression(one.Pattern, name, ignoreCase: false)).Reason;
}
