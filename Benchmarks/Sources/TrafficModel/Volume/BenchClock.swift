/// The texts of a time; those of the second are kept until it changes.
struct BenchClock: Sendable {
  private var second: Int64 = -1
  private(set) var millisecond = 0
  /// `2025-08-19T10:21:10`
  private(set) var isoSecond: [UInt8] = []
  /// `20250819102110`
  private(set) var compactSecond: [UInt8] = []
  /// `19/Aug/2025:10:21:10 +0000`
  private(set) var accessSecond: [UInt8] = []

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  mutating func set(_ time: Int64) {
    millisecond = Int(time % 1_000)
    guard time / 1_000 != second else { return }
    second = time / 1_000
    var out = TextBuffer()
    out.rfc3339(second * 1_000)
    isoSecond = Array(out.bytes.prefix(19))
    compactSecond = isoSecond.filter { $0 >= 0x30 && $0 <= 0x39 }
    out.clear()
    let c = ModelTime.civil(second / 86_400)
    out.decimal(c.day, width: 2)
    out.raw("/" + Self.months[c.month - 1] + "/")
    out.decimal(c.year, width: 4)
    out.byte(0x3A)
    out.raw(isoSecond[11...])
    out.raw(" +0000")
    accessSecond = out.bytes
  }
}
