/// Walks what the SOURCEs mean and gives the files and directories found.
struct SourceWalk {
  /// Files found, in the order of the SOURCEs and of their names.
  private(set) var files: [String] = []
  /// Directories that new files can appear in, those missing included.
  private(set) var directories: [String] = []
  /// Directories that are there and were listed.
  private(set) var listed: [String] = []
  /// What could not be listed.
  private(set) var errors: [SourceError] = []
  private(set) var notices: [(uri: String, text: String)] = []

  private let limits: SourceLimits
  private let enters: (String) -> Void
  /// Directories already walked, by what they are: a loop of symbolic links ends here.
  private var walked: Set<FileKey> = []

  /// - Parameter enters: Called with each directory before it is listed, so that it can be watched
  ///   from before that moment and nothing is missed in between.
  init(limits: SourceLimits, enters: @escaping (String) -> Void) {
    self.limits = limits
    self.enters = enters
  }

  /// Adds what `spec` means now.
  mutating func add(_ spec: SourceSpec) {
    switch spec.kind {
    case .standardInput, .socket:
      break
    case .path(let path):
      enter(DirectoryScanner.parent(of: path))
      if case .done(let status) = FileStatus.of(path), status.kind == .directory {
        walked = []
        walk(path, spec: spec, depth: 0)
      } else {
        files.append(path)
      }
    case .glob(let pattern):
      enter(DirectoryScanner.parent(of: pattern.base))
      walked = []
      walk(pattern.base, spec: spec, depth: 0)
    }
  }

  /// Adds what is below `directory`, which has just appeared.
  mutating func add(_ directory: String, of spec: SourceSpec) {
    walk(directory, spec: spec, depth: 0)
  }

  private mutating func enter(_ directory: String) {
    directories.append(directory)
    enters(directory)
  }

  private mutating func walk(_ directory: String, spec: SourceSpec, depth: Int) {
    guard depth <= limits.depth else {
      errors.append(
        SourceError(
          uri: directory, kind: .unavailable,
          reason: "more than \(limits.depth) levels of directories; name a deeper one as SOURCE"))
      return
    }
    enter(directory)
    guard case .done(let status) = FileStatus.of(directory), status.kind == .directory else {
      return
    }
    guard walked.insert(status.key).inserted else { return }
    var skipped = 0
    switch DirectoryScanner.names(in: directory, unreadable: { skipped = $0 }) {
    case .failed(let code):
      errors.append(.opening(directory, code))
    case .done(let names):
      listed.append(directory)
      if skipped > 0 {
        notices.append((directory, "\(skipped) names that are not UTF-8 are ignored"))
      }
      for name in names {
        let path = DirectoryScanner.joined(directory, name)
        guard case .done(let status) = FileStatus.of(path) else {
          // A dangling link, or gone already; an unreadable one is reported when it is opened.
          if spec.covers(path) { files.append(path) }
          continue
        }
        switch status.kind {
        case .directory where spec.descends(into: path):
          walk(path, spec: spec, depth: depth + 1)
        case .regular where spec.covers(path):
          files.append(path)
        default:
          break
        }
      }
    }
  }
}
