import SecurityModel

/// A time format in the notation of `strftime`, compiled.
///
/// Knows `%Y %y %m %b %B %d %e %j %H %I %M %S %f %L %p %z %Z %s %F %T %D %R %%`; `%f` and `%L`
/// are a fraction of any length. Month names are English whatever the user's language is.
public struct TimePattern: Hashable, Sendable {
  /// Why a pattern can't be used, in our own words.
  public struct Problem: Error, Hashable, Sendable {
    public var reason: String
    /// Offset of the mistake in the pattern, in bytes.
    public var offset: Int
  }

  enum Part: Hashable, Sendable {
    case byte(UInt8)
    case number(Field, digits: Int)
    case monthName
    case fraction
    case halfDay
    case offset
    case epoch
  }

  enum Field: Int, Hashable, Sendable {
    case year
    case shortYear
    case month
    case day
    case dayOfYear
    case hour
    case halfDayHour
    case minute
    case second
  }

  /// As written.
  public let text: String
  let parts: [Part]

  /// A compiled pattern.
  /// - Throws: `Problem` for an unknown letter or a pattern without a date and a time of day.
  public init(_ text: String) throws(Problem) {
    self.text = text
    parts = try Self.compile(Array(text.utf8))
    var known: Set<Field> = []
    for case .number(let field, _) in parts { known.insert(field) }
    if parts.contains(.epoch) { return }
    let hasYear = known.contains(.year) || known.contains(.shortYear)
    let hasMonth = known.contains(.month) || parts.contains(.monthName)
    let hasDay = known.contains(.dayOfYear) || hasMonth && known.contains(.day)
    let hasHour =
      known.contains(.hour) || known.contains(.halfDayHour) && parts.contains(.halfDay)
    guard hasYear, hasDay, hasHour else {
      throw Problem(
        reason: "a time pattern needs year, month, day and hour, as in %Y-%m-%d %H:%M:%S",
        offset: 0)
    }
  }

  private static func compile(_ bytes: [UInt8]) throws(Problem) -> [Part] {
    guard bytes.count <= 128 else { throw Problem(reason: "longer than 128 bytes", offset: 0) }
    var parts: [Part] = []
    var i = 0
    while i < bytes.count {
      guard bytes[i] == 0x25 else {
        parts.append(.byte(bytes[i]))
        i += 1
        continue
      }
      guard i + 1 < bytes.count else {
        throw Problem(reason: "a letter is missing behind %", offset: i)
      }
      guard let meaning = meaning(of: bytes[i + 1]) else {
        let letter = String(decoding: [bytes[i + 1]], as: UTF8.self)
        throw Problem(
          reason: "%\(letter) is not known; known: %Y %y %m %b %d %e %j %H %I %p %M %S %f %z %s",
          offset: i)
      }
      parts += meaning
      i += 2
    }
    return parts
  }

  private static func meaning(of letter: UInt8) -> [Part]? {
    let slash = Part.byte(0x2F)
    let colon = Part.byte(0x3A)
    let dash = Part.byte(0x2D)
    let year = Part.number(.year, digits: 4)
    let month = Part.number(.month, digits: 2)
    let day = Part.number(.day, digits: 2)
    let hour = Part.number(.hour, digits: 2)
    let minute = Part.number(.minute, digits: 2)
    let second = Part.number(.second, digits: 2)
    switch Character(UnicodeScalar(letter)) {
    case "Y": return [year]
    case "y": return [.number(.shortYear, digits: 2)]
    case "m": return [month]
    case "b", "B", "h": return [.monthName]
    case "d", "e": return [day]
    case "j": return [.number(.dayOfYear, digits: 3)]
    case "H", "k": return [hour]
    case "I", "l": return [.number(.halfDayHour, digits: 2)]
    case "M": return [minute]
    case "S": return [second]
    case "f", "L", "N": return [.fraction]
    case "p", "P": return [.halfDay]
    case "z", "Z": return [.offset]
    case "s": return [.epoch]
    case "F": return [year, dash, month, dash, day]
    case "T": return [hour, colon, minute, colon, second]
    case "R": return [hour, colon, minute]
    case "D": return [month, slash, day, slash, .number(.shortYear, digits: 2)]
    case "%": return [.byte(0x25)]
    default: return nil
    }
  }
}
