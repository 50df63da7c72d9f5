extension SourceSpec {
  /// True when the file `path` belongs to this source.
  func covers(_ path: String) -> Bool {
    switch kind {
    case .standardInput, .socket:
      return false
    case .path(let own):
      if own == path { return true }
      guard let below = Self.below(own, path) else { return false }
      return below.split(separator: "/").allSatisfy { !DirectoryScanner.isIgnored($0) }
    case .glob(let pattern):
      guard pattern.matches(path) else { return false }
      return !DirectoryScanner.ignoredEndings.contains {
        path.hasSuffix($0) && !pattern.names(ending: $0)
      }
    }
  }

  /// True when files of this source can be below the directory `path`.
  func descends(into path: String) -> Bool {
    switch kind {
    case .standardInput, .socket:
      return false
    case .path(let own):
      if own == path { return true }
      guard let below = Self.below(own, path) else { return false }
      return below.split(separator: "/").allSatisfy { $0.utf8.first != UInt8(ascii: ".") }
    case .glob(let pattern):
      return pattern.reaches(path)
    }
  }

  /// True when what this source means is below `directory`, or is that itself.
  func begins(below directory: String) -> Bool {
    switch kind {
    case .standardInput, .socket: false
    case .path(let own): own == directory || Self.below(directory, own) != nil
    case .glob(let pattern):
      pattern.base == directory || Self.below(directory, pattern.base) != nil
    }
  }

  private static func below(_ directory: String, _ path: String) -> Substring? {
    let prefix = directory == "/" ? "/" : directory + "/"
    return path.hasPrefix(prefix) ? path.dropFirst(prefix.count) : nil
  }
}
