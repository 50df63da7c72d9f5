/// The public fields of a normalized event.
public enum NormalizedFields {
  /// Their names, in the order in which they are written; those that only carry a decoder's
  /// knowledge from one program to the next are left out.
  public static let names = NormalizedKey.allCases.filter {
    $0.rawValue < NormalizedKey.eventType.rawValue
  }
  .map(\.name)

  /// The names of all fields, those left out of `names` too.
  public static let allNames = NormalizedKey.allCases.map(\.name)
}
