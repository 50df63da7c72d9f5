/// An event as rules see it: names with values.
///
/// Called on the hot path: implementations make no `String` and allocate nothing. A rule set calls
/// `read` at most once per field and event. Values lie in memory that `FieldValues` copies, so
/// buffers need to live only during the call.
public protocol FieldSource {
  /// Appends every value of `field`. Appends nothing when the event doesn't have the field at all;
  /// a field that is there with the value null appends a null.
  func read(_ field: FieldName, into values: inout FieldValues)

  /// Appends every value of every field; keywords look at them.
  func readAll(into values: inout FieldValues)

  /// Gives the `StableHash` of the part before the first dot of every name that the event has, in
  /// any order, so that fields it doesn't have are never asked for. False = not supported.
  func forEachRoot(_ body: (UInt64) -> Void) -> Bool
}

extension FieldSource {
  public func forEachRoot(_ body: (UInt64) -> Void) -> Bool { false }
}
