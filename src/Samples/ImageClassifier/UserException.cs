namespace ImageClassifier;

/// <summary>Something that the user can put right; the message says what. Shown without a stack trace.</summary>
internal sealed class UserException(string message) : Exception(message);
