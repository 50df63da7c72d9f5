import SecurityModel

/// Small pieces of the sentences that findings are told in.
enum Wording {
  /// A number with its thousands separated.
  static func count(_ value: some BinaryInteger) -> String { NumberWords.grouped(Int64(value)) }

  /// A number rounded to a whole one, with its thousands separated.
  static func count(_ value: Double) -> String {
    guard value.isFinite else { return "?" }
    return NumberWords.grouped(Int64(max(-1e15, min(1e15, value)).rounded()))
  }

  /// A number with its noun, `1 call` or `1,204 calls`.
  static func count(_ value: some BinaryInteger, _ noun: String, plural: String? = nil) -> String {
    count(value) + " " + (value == 1 ? noun : plural ?? noun + "s")
  }

  /// How much of a past a sentence speaks for: `37 days and 26,711 events`.
  static func past(days: Int64, events: Int64) -> String {
    count(days, "day") + " and " + count(events, "event")
  }

  /// The same for several credentials of one user.
  static func past(
    of profiles: [UnsafeMutablePointer<CredentialProfile>], at time: Timestamp
  ) -> String {
    past(
      days: profiles.map { $0.pointee.age(at: time) }.max() ?? 0,
      events: profiles.reduce(0) { $0 + $1.pointee.events })
  }

  /// Names joined by commas; past `most` only their number is told.
  static func list(_ names: [String], most: Int = 5) -> String {
    if names.count <= most { return names.joined(separator: ", ") }
    return names.prefix(most).joined(separator: ", ") + " and \(names.count - most) more"
  }

  /// A length of time in the unit that reads best: `40 s`, `12 min`, `5 h`, `3 days`.
  static func duration(_ milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds) / 1_000
    switch seconds {
    case ..<120: return "\(seconds) s"
    case ..<7_200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3_600) h"
    default: return "\(seconds / 86_400) days"
    }
  }
}

enum NumberWords {
  /// A whole number with thousands separated: `1,954`.
  static func grouped(_ value: Int64) -> String {
    var digits = ""
    var n = 0
    for character in String(value.magnitude).reversed() {
      if n > 0, n % 3 == 0 { digits.append(",") }
      digits.append(character)
      n += 1
    }
    return (value < 0 ? "-" : "") + String(digits.reversed())
  }
}
