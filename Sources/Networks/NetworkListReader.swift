/// Reads a list of networks: CSV with a header `network,kind,asn,org,country` (any order, the
/// last three optional). Lines that start with `#` and blank lines are skipped.
public enum NetworkListReader {
  /// A line that can't be used.
  public struct Failure: Error, Hashable, Sendable {
    /// 1-based.
    public var line: Int
    public var reason: String
  }

  /// The entries of a list.
  /// - Throws: `Failure` at the first bad line.
  public static func parse(_ text: String) throws(Failure) -> [NetworkTable.Entry] {
    var columns: [String]?
    var entries: [NetworkTable.Entry] = []
    var number = 0
    for rawLine in text.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      var line = rawLine[...]
      if line.hasSuffix("\r") { line = line.dropLast() }
      if line.isEmpty || line.hasPrefix("#") { continue }
      let cells = split(line)
      guard let names = columns else {
        let header = cells.map { $0.lowercased() }
        guard header.contains("network") else {
          throw Failure(
            line: number,
            reason: "the header must name `network`; known: network,kind,asn,org,country")
        }
        columns = header
        continue
      }
      entries.append(try entry(cells, names, line: number))
    }
    return entries
  }

  private static func entry(
    _ cells: [String], _ names: [String], line: Int
  ) throws(Failure) -> NetworkTable.Entry {
    func cell(_ name: String) -> String {
      guard let i = names.firstIndex(of: name), i < cells.count else { return "" }
      return cells[i]
    }
    guard let block = CIDRBlock(text: cell("network")) else {
      throw Failure(line: line, reason: "`\(cell("network"))` is not a network in CIDR notation")
    }
    let word = cell("kind").isEmpty ? "other" : cell("kind").lowercased()
    guard let kind = NetworkTable.Kind(rawValue: word) else {
      let known = NetworkTable.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(line: line, reason: "unknown kind `\(word)`; known: \(known)")
    }
    var digits = cell("asn")[...]
    if digits.uppercased().hasPrefix("AS") { digits = digits.dropFirst(2) }
    guard digits.isEmpty || UInt32(digits) != nil else {
      throw Failure(line: line, reason: "`\(cell("asn"))` is not an autonomous system number")
    }
    return NetworkTable.Entry(
      block: block, kind: kind, asn: UInt32(digits) ?? 0, organisation: cell("org"),
      country: cell("country").uppercased())
  }

  private static func split(_ line: Substring) -> [String] {
    var cells: [String] = []
    var cell = ""
    var quoted = false
    for character in line {
      switch character {
      case "\"": quoted.toggle()
      case "," where !quoted:
        cells.append(trim(cell))
        cell = ""
      default: cell.append(character)
      }
    }
    cells.append(trim(cell))
    return cells
  }

  private static func trim(_ text: String) -> String {
    var s = text[...]
    while s.first == " " { s = s.dropFirst() }
    while s.last == " " { s = s.dropLast() }
    return String(s)
  }
}
