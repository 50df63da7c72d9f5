/// The head of one value in a database's data section.
///
/// Source: MaxMind DB file format specification, version 2.0, "Output Data Section".
struct DatabaseValue {
  /// What may stand in the section.
  enum Kind: UInt8 {
    case pointer = 1
    case text
    case double
    case bytes
    case uint16
    case uint32
    case map
    case int32
    case uint64
    case uint128
    case array
    case container
    case end
    case boolean
    case float
  }

  var kind: Kind
  /// Bytes of the value; number of entries of a map or an array; the value of a boolean.
  var size: Int
  /// Where the value lies, behind its head.
  var start: Int
  /// Where the next value begins, unless this is a map or an array.
  var end: Int
}
