/// The full record of one event, as `crmwatch normalize` prints it and evidence keeps it.
///
/// An ordered list of named values; the names are those of the native JSON Lines format (`ts`,
/// `platform`, `credential`, …), followed by the source's own fields that have no normalized name.
public struct NormalizedEvent: Hashable, Sendable {
  public var members: [JSONValue.Member]

  public init(members: [JSONValue.Member] = []) { self.members = members }

  /// The value of a field, when present.
  public subscript(name: String) -> JSONValue? {
    members.first { $0.name == name }?.value
  }

  /// Sets a text field unless it is empty.
  public mutating func set(_ name: String, _ text: String) {
    if !text.isEmpty { members.append(.init(name, .string(text))) }
  }

  /// Sets a number.
  public mutating func set(_ name: String, _ number: Int64) {
    members.append(.init(name, .integer(number)))
  }

  /// Sets any value.
  public mutating func set(_ name: String, _ value: JSONValue) {
    members.append(.init(name, value))
  }

  /// One line of JSON.
  public var json: JSONValue { .object(members) }
}
