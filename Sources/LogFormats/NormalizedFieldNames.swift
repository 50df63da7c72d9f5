/// The names of the normalized fields, for those who refer to them by name.
public enum NormalizedFieldNames {
  /// All names, in the order in which records have them.
  public static let all = NormalizedKey.allCases.map(\.name)
}
