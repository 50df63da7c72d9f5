/// A pattern of file names: `*`, `?`, `[a-z]`, `[!x]`, and `**` for any number of directories.
///
/// As in a shell, a name that begins with a dot is matched only by a pattern that does so too.
/// Matching takes time in proportion to pattern times name, whatever the pattern.
struct GlobPattern: Hashable, Sendable {
  /// The directory that all matches are below; an absolute path without wildcards.
  let base: String
  /// What follows `base`, component by component.
  let components: [[UInt8]]

  /// True when `text` holds a character with a meaning in patterns.
  static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
      || (text.utf8.contains(UInt8(ascii: "[")) && text.utf8.contains(UInt8(ascii: "]")))
  }

  /// - Parameter path: An absolute path with a wildcard somewhere.
  init(_ path: String) {
    let all = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    let literal = all.prefix { !Self.isPattern($0) }.prefix(max(0, all.count - 1))
    base = "/" + literal.joined(separator: "/")
    components = all.dropFirst(literal.count).map { Array($0.utf8) }
  }

  /// True when the file `path` is one of those meant.
  func matches(_ path: String) -> Bool {
    guard let names = relative(path), !names.isEmpty else { return false }
    return matches(names[...], components[...])
  }

  /// True when files meant can be below the directory `path`; prunes the walk.
  func reaches(_ path: String) -> Bool {
    guard let names = relative(path) else { return false }
    var pattern = components[...].dropLast()
    for name in names {
      guard let first = pattern.first else {
        // Only a `**` at the very end reaches below the last directory.
        return components.last == Self.anyDepth && !Self.isHidden(name)
      }
      if first == Self.anyDepth { return names.allSatisfy { !Self.isHidden($0) } }
      if !Self.matches(name, first) { return false }
      pattern = pattern.dropFirst()
    }
    return true
  }

  /// True when the pattern names this ending itself, as `*.tmp` does.
  func names(ending: String) -> Bool {
    guard let last = components.last else { return false }
    let wanted = Array(ending.utf8)
    return last.count >= wanted.count && Array(last.suffix(wanted.count)) == wanted
  }

  private static let anyDepth = Array("**".utf8)

  private static func isHidden(_ name: ArraySlice<UInt8>) -> Bool {
    name.first == UInt8(ascii: ".")
  }

  private func relative(_ path: String) -> [ArraySlice<UInt8>]? {
    let bytes = Array(path.utf8)
    let prefix = base == "/" ? [] : Array(base.utf8)
    guard bytes.starts(with: prefix) else { return nil }
    let rest = bytes[prefix.count...]
    guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { return nil }
    return rest.split(separator: UInt8(ascii: "/"))
  }

  /// Matches names to components; on a mismatch only the latest `**` has to be tried again one
  /// name further on, because an earlier one could not do better.
  private func matches(_ names: ArraySlice<ArraySlice<UInt8>>, _ pattern: ArraySlice<[UInt8]>)
    -> Bool
  {
    var name = names.startIndex
    var part = pattern.startIndex
    var retry: (name: Int, part: Int)?
    while name < names.endIndex {
      if part < pattern.endIndex {
        if pattern[part] == Self.anyDepth {
          retry = (name, part)
          part += 1
          // A `**` at the end takes everything that is not hidden.
          if part == pattern.endIndex { return names[name...].allSatisfy { !Self.isHidden($0) } }
          continue
        }
        if Self.matches(names[name], pattern[part]) {
          name += 1
          part += 1
          continue
        }
      }
      guard let again = retry, !Self.isHidden(names[again.name]) else { return false }
      retry = (again.name + 1, again.part)
      name = again.name + 1
      part = again.part + 1
    }
    return part == pattern.endIndex
  }

  /// Matches one name to one component.
  static func matches(_ name: ArraySlice<UInt8>, _ pattern: [UInt8]) -> Bool {
    if isHidden(name), pattern.first != UInt8(ascii: ".") { return false }
    var at = name.startIndex
    var part = 0
    var retry: (at: Int, part: Int)?
    while at < name.endIndex {
      if part < pattern.count {
        if pattern[part] == UInt8(ascii: "*") {
          retry = (at, part)
          part += 1
          continue
        }
        if let next = step(name[at], pattern, part) {
          at += 1
          part = next
          continue
        }
      }
      guard let again = retry else { return false }
      retry = (again.at + 1, again.part)
      at = again.at + 1
      part = again.part + 1
    }
    while part < pattern.count, pattern[part] == UInt8(ascii: "*") { part += 1 }
    return part == pattern.count
  }

  /// Index after the element at `part` if that takes `byte`. A `?` or a set takes one byte, so a
  /// letter outside ASCII needs `*`.
  private static func step(_ byte: UInt8, _ pattern: [UInt8], _ part: Int) -> Int? {
    switch pattern[part] {
    case UInt8(ascii: "?"):
      return part + 1
    case UInt8(ascii: "["):
      guard let end = closing(pattern, part) else { return byte == pattern[part] ? part + 1 : nil }
      var at = part + 1
      let negated = pattern[at] == UInt8(ascii: "!") || pattern[at] == UInt8(ascii: "^")
      if negated { at += 1 }
      var found = false
      while at < end {
        if at + 2 < end, pattern[at + 1] == UInt8(ascii: "-") {
          found = found || (pattern[at] <= byte && byte <= pattern[at + 2])
          at += 3
        } else {
          found = found || pattern[at] == byte
          at += 1
        }
      }
      return found != negated ? end + 1 : nil
    case byte:
      return part + 1
    default:
      return nil
    }
  }

  /// Index of the `]` that ends the set at `part`; one right after the opening is a member.
  private static func closing(_ pattern: [UInt8], _ part: Int) -> Int? {
    var at = part + 1
    if at < pattern.count, pattern[at] == UInt8(ascii: "!") || pattern[at] == UInt8(ascii: "^") {
      at += 1
    }
    at += 1
    while at < pattern.count, pattern[at] != UInt8(ascii: "]") { at += 1 }
    return at < pattern.count ? at : nil
  }
}
