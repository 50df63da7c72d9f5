/// One thing that a value, or the values, of a field can be.
enum Predicate: Hashable, Sendable {
  enum Comparison: Hashable, Sendable {
    case equal, less, lessOrEqual, greater, greaterOrEqual

    @inline(__always)
    func holds(_ a: Double, _ b: Double) -> Bool {
      switch self {
      case .equal: a == b
      case .less: a < b
      case .lessOrEqual: a <= b
      case .greater: a > b
      case .greaterOrEqual: a >= b
      }
    }
  }

  case text(TextTest)
  /// Position in the table of regular expressions.
  case regex(Int)
  case network(NetworkTest)
  case number(Comparison, Double)
  case datePart(DatePart, Comparison, Double)
  /// The field is there, be it null or empty.
  case exists
  /// The field is null or not there.
  case null
  /// The value is (begins with, ends with, has in it) a value of another field.
  case field(Int, TextTest.Shape, isCased: Bool)
}

/// A test of one field: one of the predicates must hold.
struct FieldTest: Hashable, Sendable {
  /// Stands for every value of the event.
  static let keywords = -1

  /// Index in the field table, or `keywords`.
  var field: Int
  var predicates: [Predicate]
}

/// A rule's condition over tests of fields.
indirect enum RuleExpression: Hashable, Sendable {
  case test(FieldTest)
  case not(RuleExpression)
  case all([RuleExpression])
  case any([RuleExpression])
  case atLeast(Int, [RuleExpression])
}
