/// The shape of a log line, as servers are told it: text with variables in it.
///
/// Takes the notations of nginx (`$remote_addr`, `${request_time}`) and Envoy (`%START_TIME%`,
/// `%REQ(:METHOD)%`, `%RESP(X-NAME?OTHER):20%`), even mixed. A variable reaches to the text that
/// follows it in the template; inside quotes, quotes behind a backslash don't end it.
public struct LineTemplate: Hashable, Sendable {
  /// Why a template can't be used, in our own words.
  public struct Problem: Error, Hashable, Sendable {
    public var reason: String
    /// Offset of the mistake in the template, in bytes.
    public var offset: Int
  }

  /// Most variables of one template.
  public static let maximumVariables = 60

  /// As written.
  public let text: String
  /// The variables in their order, by their plain names: `remote_addr`, `req(user-agent)`.
  public let variables: [String]
  /// The text before the first variable, behind the first one, and so on; as many as variables
  /// and one more.
  let literals: [[UInt8]]

  /// A compiled template. Line ends in it are left out, and blanks around it.
  /// - Throws: `Problem` when it has no variables, unknown notation, or two variables without
  ///   anything between them.
  public init(_ text: String) throws(Problem) {
    self.text = text
    let bytes = Array(text.utf8)
    guard bytes.count <= 8_192 else {
      throw Problem(reason: "a template of more than 8192 bytes", offset: 0)
    }
    var variables: [String] = []
    var literals: [[UInt8]] = []
    var literal: [UInt8] = []
    var i = 0
    while i < bytes.count {
      let start = i
      let name: String?
      switch bytes[i] {
      case 0x24: name = try Self.dollar(bytes, &i)
      case 0x25: name = try Self.percent(bytes, &i)
      default: name = nil
      }
      guard let name else {
        if bytes[i] != 0x0A, bytes[i] != 0x0D { literal.append(bytes[i]) }
        i += 1
        continue
      }
      if literal.isEmpty, let last = variables.last {
        throw Problem(
          reason: "nothing separates `\(last)` and `\(name)`; a line can't be cut there",
          offset: start)
      }
      guard !variables.contains(name) else {
        throw Problem(reason: "`\(name)` is there twice", offset: start)
      }
      guard variables.count < Self.maximumVariables else {
        throw Problem(
          reason: "more than \(Self.maximumVariables) variables", offset: start)
      }
      literals.append(literal)
      variables.append(name)
      literal = []
    }
    literals.append(literal)
    guard !variables.isEmpty else {
      throw Problem(
        reason: "no variables; write nginx's $remote_addr or Envoy's %START_TIME%", offset: 0)
    }
    self.variables = variables
    self.literals = Self.trimmed(literals)
  }

  /// The plain name of a variable as somebody may write it: `$name`, `${name}`, `%NAME(X)%`, or
  /// the plain name itself.
  public static func plainName(_ written: String) -> String {
    let bytes = Array(written.utf8)
    var i = 0
    switch bytes.first {
    case 0x24:
      if let name = try? dollar(bytes, &i), i == bytes.count { return name }
    case 0x25:
      if let name = try? percent(bytes, &i), i == bytes.count { return name }
    default: break
    }
    return written
  }

  /// Blanks at the end of a line get lost easily.
  private static func trimmed(_ literals: [[UInt8]]) -> [[UInt8]] {
    var literals = literals
    while literals[literals.count - 1].last == 0x20 { literals[literals.count - 1].removeLast() }
    return literals
  }

  private static func dollar(_ bytes: [UInt8], _ i: inout Int) throws(Problem) -> String {
    let start = i
    i += 1
    let isBraced = i < bytes.count && bytes[i] == 0x7B
    if isBraced { i += 1 }
    let first = i
    while i < bytes.count, bytes[i].isAlphanumeric || bytes[i] == 0x5F { i += 1 }
    let name = String(decoding: bytes[first..<i], as: UTF8.self)
    guard !name.isEmpty else { throw Problem(reason: "a name is missing behind $", offset: start) }
    if isBraced {
      guard i < bytes.count, bytes[i] == 0x7D else {
        throw Problem(reason: "`${` without its `}`", offset: start)
      }
      i += 1
    }
    return name
  }

  /// `%NAME%`, `%NAME(ARGUMENT)%`, `%NAME(ARGUMENT):LENGTH%`; names and header names don't depend
  /// on case, and the format in the parentheses of a time is no part of the name.
  private static func percent(_ bytes: [UInt8], _ i: inout Int) throws(Problem) -> String {
    let start = i
    i += 1
    let first = i
    while i < bytes.count, bytes[i].isLetter || bytes[i] == 0x5F || bytes[i].isDigit { i += 1 }
    guard i > first else {
      throw Problem(
        reason: "a name is missing behind %; Apache's letters are not supported,"
          + " write nginx's $remote_addr or Envoy's %START_TIME%", offset: start)
    }
    var name = String(decoding: bytes[first..<i].map(\.asciiLowered), as: UTF8.self)
    if i < bytes.count, bytes[i] == 0x28 {
      guard let close = bytes[i...].firstIndex(of: 0x29) else {
        throw Problem(reason: "`(` without its `)`", offset: i)
      }
      let argument = String(decoding: bytes[i + 1..<close].map(\.asciiLowered), as: UTF8.self)
      if !name.hasSuffix("time") { name += "(\(argument))" }
      i = close + 1
    }
    if i < bytes.count, bytes[i] == 0x3A {
      i += 1
      while i < bytes.count, bytes[i].isDigit { i += 1 }
    }
    guard i < bytes.count, bytes[i] == 0x25 else {
      throw Problem(
        reason: "`%\(name)` without its closing %; Apache's letters are not supported,"
          + " write nginx's $remote_addr or Envoy's %START_TIME%", offset: start)
    }
    i += 1
    return name
  }
}
