import GRDB

/// A statement put together from fixed pieces, with every value bound.
struct SQLBuilder {
  /// A value to bind.
  enum Value {
    case int(Int64)
    case text(String)
  }

  private(set) var sql = ""
  private(set) var values: [Value] = []

  /// Adds a piece of our own without values; never anything that came from outside.
  mutating func add(_ piece: String) { append(piece) }

  /// Adds a piece with values for its question marks.
  mutating func add(_ piece: StaticString, _ number: Int64, _ more: Int64...) {
    append(String(describing: piece))
    values += ([number] + more).map { .int($0) }
  }

  /// Adds a piece with a text for its question mark.
  mutating func add(_ piece: StaticString, _ text: String) {
    append(String(describing: piece))
    values.append(.text(text))
  }

  /// Adds another statement's text and values.
  mutating func add(_ other: SQLBuilder) {
    append(other.sql)
    values += other.values
  }

  /// The cached statement with all values bound.
  func prepared(_ db: Database) throws -> Prepared {
    let statement = try Prepared(db, sql)
    for (index, value) in values.enumerated() {
      switch value {
      case .int(let number): statement.bind(Int32(index + 1), number)
      case .text(let text): statement.bind(Int32(index + 1), text)
      }
    }
    return statement
  }

  private mutating func append(_ piece: String) {
    if !sql.isEmpty { sql += " " }
    sql += piece
  }
}
