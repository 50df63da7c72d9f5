/// The only text a `CellGrid` accepts: a row of harmless glyphs with a known width.
///
/// Build it from a literal, from our own formatted values (`init(trusted:)`), or from anything that
/// came out of a log, a name or a pasted note (`init(untrusted:)`). Every way leads through the same
/// neutraliser, so no instance can hold a control character, a bidirectional override, a zero-width
/// character, more than two marks on a base, or a line break.
public struct SafeText: Sendable, Hashable {
  private(set) var glyphs: ContiguousArray<Glyph>
  /// Cells the text takes.
  public private(set) var width: Int
  /// Characters of the input that were escaped, replaced or dropped; more than 0 deserves a badge.
  public private(set) var escapedCount: Int
  /// Whether the input was longer than the limit and ends in `…`.
  public private(set) var isClipped: Bool

  /// The most cells kept of one untrusted value unless the caller says otherwise.
  public static let defaultLimit = 4096

  init(glyphs: ContiguousArray<Glyph>, width: Int, escapedCount: Int = 0, isClipped: Bool = false) {
    self.glyphs = glyphs
    self.width = width
    self.escapedCount = escapedCount
    self.isClipped = isClipped
  }

  private init(_ neutralized: Neutralizer) {
    self.init(
      glyphs: neutralized.glyphs, width: neutralized.width, escapedCount: neutralized.escaped,
      isClipped: neutralized.isClipped)
  }

  /// No text.
  public static let empty = SafeText(glyphs: [], width: 0)

  /// Text from outside: every dangerous character is shown in escaped form.
  /// - Parameters:
  ///   - text: anything.
  ///   - limit: the most cells to keep.
  public init(untrusted text: some StringProtocol, limit: Int = SafeText.defaultLimit) {
    let utf8 = text.utf8
    let direct = utf8.withContiguousStorageIfAvailable { bytes in
      SafeText.neutralize(bytes, limit: limit)
    }
    self = direct ?? SafeText(untrusted: ContiguousArray(utf8), limit: limit)
  }

  /// Bytes from outside, read as UTF-8; a byte that is not valid UTF-8 is shown as `<9B>`.
  public init(untrusted bytes: some Sequence<UInt8>, limit: Int = SafeText.defaultLimit) {
    let direct = bytes.withContiguousStorageIfAvailable { SafeText.neutralize($0, limit: limit) }
    self =
      direct
      ?? ContiguousArray(bytes).withUnsafeBufferPointer { SafeText.neutralize($0, limit: limit) }
  }

  /// Text that we formatted ourselves, such as a number or a date.
  public init(trusted text: String) {
    self.init(untrusted: text, limit: Int.max)
  }

  /// A whole number in decimal digits.
  public init(_ value: some BinaryInteger) {
    self.init(trusted: String(value))
  }

  /// `count` copies of an ASCII character or of one of our own drawing characters.
  public init(repeating character: Unicode.Scalar, count: Int) {
    guard CharacterClass(character.value) == .plain, count > 0 else {
      self = .empty
      return
    }
    let glyph = Glyph(harmless: character.value)
    self.init(
      glyphs: ContiguousArray(repeating: glyph, count: count), width: count * glyph.width)
  }

  private static func neutralize(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> SafeText {
    var neutralizer = Neutralizer(limit: limit, reserving: bytes.count)
    neutralizer.append(bytes)
    return SafeText(neutralizer)
  }

  /// Whether there is nothing to show.
  public var isEmpty: Bool { glyphs.isEmpty }

  /// The text as shown, for the clipboard, plain output and tests.
  public var plain: String {
    var text = ""
    for glyph in glyphs { glyph.write(to: &text) }
    return text
  }

  /// The text cut to at most `width` cells, ending in `ellipsis` when something was left out.
  ///
  /// A wide glyph is never split. When not even the ellipsis fits, the text is simply cut.
  public func truncated(to width: Int, ellipsis: SafeText = "…") -> SafeText {
    guard self.width > width else { return self }
    guard width > 0 else { return .empty }
    guard ellipsis.width <= width else { return prefix(width) }
    return prefix(width - ellipsis.width) + ellipsis
  }

  /// As many leading glyphs as fit in `width` cells.
  public func prefix(_ width: Int) -> SafeText {
    guard self.width > width else { return self }
    var used = 0
    var end = 0
    while end < glyphs.count, used + glyphs[end].width <= width {
      used += glyphs[end].width
      end += 1
    }
    return SafeText(
      glyphs: ContiguousArray(glyphs[..<end]), width: used, escapedCount: escapedCount,
      isClipped: true)
  }

  /// The text without its first `cells` cells; a wide glyph on the cut leaves a blank.
  public func dropFirst(_ cells: Int) -> SafeText {
    guard cells > 0 else { return self }
    var skipped = 0
    var start = 0
    while start < glyphs.count, skipped < cells {
      skipped += glyphs[start].width
      start += 1
    }
    let rest = SafeText(
      glyphs: ContiguousArray(glyphs[start...]), width: max(0, width - skipped),
      escapedCount: escapedCount, isClipped: isClipped)
    return skipped > cells ? SafeText.spaces(skipped - cells) + rest : rest
  }

  /// The text filled with blanks to at least `width` cells; longer text stays as it is.
  public func padded(to width: Int, align: Alignment = .leading) -> SafeText {
    let missing = width - self.width
    guard missing > 0 else { return self }
    switch align {
    case .leading: return self + .spaces(missing)
    case .trailing: return .spaces(missing) + self
    case .center:
      return .spaces(missing / 2) + self + .spaces(missing - missing / 2)
    }
  }

  /// The text in exactly `width` cells: cut with an ellipsis or filled with blanks.
  public func fitted(to width: Int, align: Alignment = .leading) -> SafeText {
    truncated(to: width).padded(to: max(0, width), align: align)
  }

  /// `count` blanks.
  public static func spaces(_ count: Int) -> SafeText {
    SafeText(repeating: " ", count: count)
  }

  /// One text after the other.
  public static func + (left: SafeText, right: SafeText) -> SafeText {
    var result = left
    result += right
    return result
  }

  /// Appends a text.
  public static func += (left: inout SafeText, right: SafeText) {
    left.glyphs.append(contentsOf: right.glyphs)
    left.width += right.width
    left.escapedCount += right.escapedCount
    left.isClipped = left.isClipped || right.isClipped
  }
}

extension SafeText: ExpressibleByStringLiteral {
  /// Our own text. Only a literal compiles here: interpolation would let log text in.
  public init(stringLiteral value: StaticString) {
    if value.hasPointerRepresentation {
      self = value.withUTF8Buffer { SafeText.neutralize($0, limit: Int.max) }
    } else {
      self.init(repeating: value.unicodeScalar, count: 1)
    }
  }
}

extension SafeText: CustomStringConvertible {
  /// The text as shown.
  public var description: String { plain }
}

extension Sequence<SafeText> {
  /// All texts with `separator` in between.
  public func joined(separator: SafeText = .empty) -> SafeText {
    var result = SafeText.empty
    var isFirst = true
    for part in self {
      if !isFirst { result += separator }
      result += part
      isFirst = false
    }
    return result
  }
}
