/// The values of a field of one event, copied out of the event.
///
/// Its memory is kept between events. Numbers and truth values also have a text: a number equals
/// its text in Sigma (decimal digits; the shortest form of fractions; `true`, `false`).
public struct FieldValues: Sendable {
  public enum Kind: UInt8, Sendable {
    case text, integer, double, bool, null
    /// An object: there, but without a value to compare.
    case other
  }

  /// Longest text that rules look at, in bytes; what is behind is cut off.
  public static let maximumLength = 1 << 20
  /// Most values of one field; further ones are dropped and `isCut` is set.
  public static let maximumCount = 4_096

  struct Slot: Sendable {
    var kind: Kind
    var offset: Int
    var length: Int
    /// Bit pattern of the integer, double or truth value.
    var bits: UInt64
  }

  private(set) var slots: [Slot] = []
  private(set) var arena: [UInt8] = []
  /// True when a limit left out a part of the event.
  public private(set) var isCut = false

  public init() {}

  /// Number of values.
  public var count: Int { slots.count }
  /// True when the event doesn't have the field.
  public var isEmpty: Bool { slots.isEmpty }

  /// Forgets the values and keeps the memory.
  public mutating func removeAll() {
    slots.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    isCut = false
  }

  /// Adds a text; it need not be UTF-8.
  public mutating func append(text: UnsafeRawBufferPointer) {
    let offset = arena.count
    let length = min(text.count, Self.maximumLength)
    if length < text.count { isCut = true }
    arena.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[0..<length]))
    add(Slot(kind: .text, offset: offset, length: length, bits: 0))
  }

  /// Adds a text.
  public mutating func append(text: String) {
    var copy = text
    copy.withUTF8 { append(text: UnsafeRawBufferPointer($0)) }
  }

  /// Adds a number without a fraction.
  public mutating func append(integer: Int64) {
    let offset = arena.count
    NumberText.append(integer, to: &arena)
    add(
      Slot(
        kind: .integer, offset: offset, length: arena.count - offset,
        bits: UInt64(bitPattern: integer)))
  }

  /// Adds a number; one without a fraction that an integer can hold becomes one.
  public mutating func append(double: Double) {
    if let integer = Int64(exactly: double) { return append(integer: integer) }
    let offset = arena.count
    NumberText.append(double, to: &arena)
    add(
      Slot(kind: .double, offset: offset, length: arena.count - offset, bits: double.bitPattern))
  }

  /// Adds a truth value.
  public mutating func append(bool: Bool) {
    let offset = arena.count
    arena.append(contentsOf: bool ? "true".utf8 : "false".utf8)
    add(Slot(kind: .bool, offset: offset, length: arena.count - offset, bits: bool ? 1 : 0))
  }

  /// Adds a null; an empty list counts as one, too.
  public mutating func appendNull() {
    add(Slot(kind: .null, offset: arena.count, length: 0, bits: 0))
  }

  /// Says that the field is there, without a value to compare: an object.
  public mutating func appendOther() {
    add(Slot(kind: .other, offset: arena.count, length: 0, bits: 0))
  }

  private mutating func add(_ slot: Slot) {
    guard slots.count < Self.maximumCount else {
      isCut = true
      return
    }
    slots.append(slot)
  }

  /// What the value at `i` is.
  public func kind(at i: Int) -> Kind { slots[i].kind }

  /// The number at `i`; of a text, the number that it spells.
  public func number(at i: Int) -> Double? {
    let slot = slots[i]
    switch slot.kind {
    case .integer: return Double(Int64(bitPattern: slot.bits))
    case .double: return Double(bitPattern: slot.bits)
    case .text: return withBytes(at: i) { NumberText.parse($0) }
    case .bool, .null, .other: return nil
    }
  }

  /// Gives the text of the value at `i` to `body`; empty for null and objects.
  public func withBytes<R>(at i: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let slot = slots[i]
    return try arena.withUnsafeBytes {
      try body(
        UnsafeRawBufferPointer(rebasing: $0[slot.offset..<(slot.offset + slot.length)]))
    }
  }

  /// The text of the value at `i`, repaired where it isn't UTF-8.
  public func text(at i: Int) -> String { withBytes(at: i) { String(decoding: $0, as: UTF8.self) } }
}
