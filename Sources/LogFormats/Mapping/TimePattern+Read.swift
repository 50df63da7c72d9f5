import SecurityModel

extension TimePattern {
  /// A time as read.
  struct Reading {
    /// UTC when `hasOffset`, else what the clocks showed.
    var time: Timestamp
    var hasOffset: Bool
  }

  private struct Values {
    var numbers: InlineArray<9, Int> = .init(repeating: -1)
    var millisecond = 0
    var isAfternoon = false
    var offset: Int?
    var epoch: Int64?
  }

  /// The time in `text`; nil when the text doesn't have this form. Blanks around it don't matter.
  func read(_ text: UnsafeRawBufferPointer) -> Reading? {
    var i = 0
    var values = Values()
    while i < text.count, text[i] == 0x20 { i += 1 }
    for part in parts {
      switch part {
      case .byte(let byte):
        guard i < text.count, text[i] == byte else { return nil }
        i += 1
      case .number(let field, let digits):
        guard let number = Self.number(text, &i, digits) else { return nil }
        values.numbers[field.rawValue] = number
      case .monthName:
        guard let month = Self.monthName(text, &i) else { return nil }
        values.numbers[Field.month.rawValue] = month
      case .fraction:
        guard let millisecond = Self.fraction(text, &i) else { return nil }
        values.millisecond = millisecond
      case .halfDay:
        guard i + 1 < text.count, text[i + 1] | 0x20 == 0x6D,
          text[i] | 0x20 == 0x61 || text[i] | 0x20 == 0x70
        else { return nil }
        values.isAfternoon = text[i] | 0x20 == 0x70
        i += 2
      case .offset:
        guard let offset = Self.offset(text, &i) else { return nil }
        values.offset = offset
      case .epoch:
        let start = i
        while i < text.count, text[i].isDigit { i += 1 }
        let seconds = NumberText.count(text.cut(start, i))
        guard seconds >= 0, seconds < 253_402_300_800 else { return nil }
        values.epoch = seconds
      }
    }
    while i < text.count, text[i] == 0x20 { i += 1 }
    return i == text.count ? Self.reading(values) : nil
  }

  private static func reading(_ values: Values) -> Reading? {
    if let epoch = values.epoch {
      let time = Timestamp(milliseconds: epoch * 1_000 + Int64(values.millisecond))
      return Reading(time: time, hasOffset: true)
    }
    func value(_ field: Field) -> Int { values.numbers[field.rawValue] }
    var year = value(.year)
    if year < 0 { year = value(.shortYear) + (value(.shortYear) < 70 ? 2_000 : 1_900) }
    var hour = value(.hour)
    if hour < 0 {
      guard (1...12).contains(value(.halfDayHour)) else { return nil }
      hour = value(.halfDayHour) % 12 + (values.isAfternoon ? 12 : 0)
    }
    let isDayOfYear = value(.dayOfYear) > 0
    guard
      let base = CivilTime.timestamp(
        year: year, month: isDayOfYear ? 1 : value(.month), day: isDayOfYear ? 1 : value(.day),
        hour: hour, minute: max(0, value(.minute)), second: max(0, value(.second)),
        millisecond: values.millisecond)
    else { return nil }
    guard value(.dayOfYear) <= 366 else { return nil }
    let local = isDayOfYear ? base.advanced(by: Int64(value(.dayOfYear) - 1) * 86_400_000) : base
    guard let offset = values.offset else { return Reading(time: local, hasOffset: false) }
    return Reading(time: local.advanced(by: -Int64(offset) * 60_000), hasOffset: true)
  }

  /// Up to `digits` digits; blanks may stand for leading zeros.
  private static func number(
    _ text: UnsafeRawBufferPointer, _ i: inout Int, _ digits: Int
  ) -> Int? {
    if digits == 2, i < text.count, text[i] == 0x20 { i += 1 }
    var value = 0
    var seen = 0
    while i < text.count, seen < digits, text[i].isDigit {
      value = value * 10 + Int(text[i] - 0x30)
      seen += 1
      i += 1
    }
    return seen == 0 || digits == 4 && seen < 4 ? nil : value
  }

  private static func fraction(_ text: UnsafeRawBufferPointer, _ i: inout Int) -> Int? {
    var millisecond = 0
    var scale = 100
    let start = i
    while i < text.count, text[i].isDigit {
      millisecond += Int(text[i] - 0x30) * scale
      scale /= 10
      i += 1
    }
    return i > start ? millisecond : nil
  }

  /// `Z`, `UTC`, `GMT`, `±hh:mm`, `±hhmm` or `±hh`, in minutes.
  private static func offset(_ text: UnsafeRawBufferPointer, _ i: inout Int) -> Int? {
    let rest = text.cut(from: i)
    if rest.startsWith("utc") || rest.startsWith("gmt") {
      i += 3
      return 0
    }
    guard let sign = rest.first else { return nil }
    i += 1
    if sign | 0x20 == 0x7A { return 0 }
    guard sign == 0x2B || sign == 0x2D, let hours = number(text, &i, 2), hours <= 18 else {
      return nil
    }
    if i < text.count, text[i] == 0x3A { i += 1 }
    let minutes = i < text.count && text[i].isDigit ? number(text, &i, 2) ?? 0 : 0
    guard minutes < 60 else { return nil }
    return (sign == 0x2D ? -1 : 1) * (hours * 60 + minutes)
  }

  /// An English month name, short or long.
  private static func monthName(_ text: UnsafeRawBufferPointer, _ i: inout Int) -> Int? {
    let start = i
    while i < text.count, text[i].isLetter { i += 1 }
    let word = text.cut(start, i)
    guard word.count >= 3 else { return nil }
    let names: [StaticString] = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september",
      "october", "november", "december",
    ]
    for (month, name) in names.enumerated() {
      var isSame = word.count <= name.utf8CodeUnitCount
      for k in 0..<min(word.count, name.utf8CodeUnitCount)
      where word[k].asciiLowered != name.utf8Start[k] {
        isSame = false
        break
      }
      if isSame { return month + 1 }
    }
    return nil
  }
}
