/// Bytes being written: numbers, times and quoted values without Foundation.
public struct TextBuffer: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  public mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  public mutating func byte(_ value: UInt8) { bytes.append(value) }

  public mutating func raw(_ value: String) { bytes.append(contentsOf: value.utf8) }

  public mutating func raw(_ value: ArraySlice<UInt8>) { bytes.append(contentsOf: value) }

  /// A decimal number, padded with zeros to `width`.
  public mutating func decimal(_ value: Int, width: Int = 1) {
    if value < 0 {
      byte(0x2D)
      decimal(-value, width: width)
      return
    }
    var divisor = 1
    var digits = 1
    while digits < width || value / divisor >= 10 {
      divisor *= 10
      digits += 1
    }
    while divisor > 0 {
      bytes.append(UInt8(0x30 + value / divisor % 10))
      divisor /= 10
    }
  }

  /// `2025-08-19T10:21:10.042Z`
  public mutating func rfc3339(_ time: Int64) {
    let c = ModelTime.civil(time / ModelTime.day)
    let ms = Int(time % ModelTime.day)
    decimal(c.year, width: 4)
    byte(0x2D)
    decimal(c.month, width: 2)
    byte(0x2D)
    decimal(c.day, width: 2)
    byte(0x54)
    decimal(ms / 3_600_000, width: 2)
    byte(0x3A)
    decimal(ms / 60_000 % 60, width: 2)
    byte(0x3A)
    decimal(ms / 1_000 % 60, width: 2)
    byte(0x2E)
    decimal(ms % 1_000, width: 3)
    byte(0x5A)
  }

  /// `20250819102110.042`, the TIMESTAMP column of an Event Log File.
  public mutating func compact(_ time: Int64) {
    let c = ModelTime.civil(time / ModelTime.day)
    let ms = Int(time % ModelTime.day)
    decimal(c.year, width: 4)
    decimal(c.month, width: 2)
    decimal(c.day, width: 2)
    decimal(ms / 3_600_000, width: 2)
    decimal(ms / 60_000 % 60, width: 2)
    decimal(ms / 1_000 % 60, width: 2)
    byte(0x2E)
    decimal(ms % 1_000, width: 3)
  }

  /// A CSV value in double quotes; quotes inside are doubled.
  public mutating func csv(_ value: String) {
    byte(0x22)
    for b in value.utf8 {
      if b == 0x22 { byte(0x22) }
      byte(b)
    }
    byte(0x22)
  }

  /// A JSON string. The model writes no control characters; quotes and backslashes are escaped.
  public mutating func json(_ value: String) {
    byte(0x22)
    for b in value.utf8 {
      if b == 0x22 || b == 0x5C { byte(0x5C) }
      byte(b)
    }
    byte(0x22)
  }
}
