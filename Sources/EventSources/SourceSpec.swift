/// One SOURCE of the command line or the configuration, understood.
public struct SourceSpec: Hashable, Sendable {
  /// What kind of source it is.
  enum Kind: Hashable, Sendable {
    case standardInput
    /// Absolute path of a socket to listen at.
    case socket(String)
    /// A file, a named pipe or a directory, by its absolute path; may not exist yet.
    case path(String)
    case glob(GlobPattern)
  }

  /// The text it was made of, for messages.
  public let text: String
  let kind: Kind

  /// Understands a path, a glob, `-` or `unix:PATH`.
  ///
  /// A path that exists is taken literally, even if it has wildcards in it. Relative paths are
  /// made absolute, so that checkpoints hold whatever directory the program is started in.
  /// - Parameter directory: What relative paths start at; the working directory if nil.
  /// - Throws: `SourceError` with a remedy for what can never work.
  public static func parse(
    _ text: String, relativeTo directory: String? = nil
  ) throws(SourceError) -> SourceSpec {
    if text == "-" { return SourceSpec(text: text, kind: .standardInput) }
    if text.isEmpty {
      throw SourceError(
        uri: text, kind: .notFound,
        reason: "an empty name is no source; give a path, a directory, a glob, `-` or unix:PATH")
    }
    if text.utf8.contains(0) {
      throw SourceError(uri: text, kind: .notFound, reason: "a path can't hold a zero byte")
    }
    if text.hasPrefix("unix:") {
      let path = text.dropFirst(5)
      guard !path.isEmpty, path != "/", !path.hasSuffix("/") else {
        throw SourceError(
          uri: text, kind: .unavailable,
          reason: "no path of a socket; write it as unix:/run/crmwatch/events.sock")
      }
      let absolute = absolute(String(path), directory)
      guard absolute.utf8.count <= SocketListener.longestPath else {
        throw SourceError(
          uri: text, kind: .unavailable,
          reason: "the path of a socket can have \(SocketListener.longestPath) bytes, this one has "
            + "\(absolute.utf8.count); choose a shorter one")
      }
      return SourceSpec(text: text, kind: .socket(absolute))
    }
    let path = absolute(text, directory)
    if case .failed = FileStatus.ofLink(path), GlobPattern.isPattern(path) {
      return SourceSpec(text: text, kind: .glob(GlobPattern(path)))
    }
    return SourceSpec(text: text, kind: .path(path))
  }

  /// What is wrong with the source right now, if anything: for a command that should say so before
  /// it starts. A glob without matches is not wrong, files may appear.
  public func problem() -> SourceError? {
    guard case .path(let path) = kind else { return nil }
    switch FileStatus.of(path) {
    case .failed(let code):
      return .opening(path, code)
    case .done(let status) where status.kind == .socket:
      return .isSocket(path)
    case .done(let status) where status.kind == .other:
      return .notReadableKind(path)
    case .done:
      return nil
    }
  }

  /// True for what ends only when the program does.
  var isSocket: Bool {
    if case .socket = kind { true } else { false }
  }

  private static func absolute(_ path: String, _ directory: String?) -> String {
    let full = path.hasPrefix("/") ? path : (directory ?? System.workingDirectory()) + "/" + path
    // `..` stays: behind a symbolic link it does not mean what its text says.
    let parts = full.split(separator: "/").filter { $0 != "." }
    return "/" + parts.joined(separator: "/")
  }
}

extension SourceError {
  /// What opening or examining `path` failed with, and what to do about it.
  static func opening(_ path: String, _ code: Int32) -> SourceError {
    switch code {
    case System.noSuchFile, System.notADirectory:
      SourceError(
        uri: path, kind: .notFound, reason: "no such file: \(path); check the path")
    case System.notPermitted, System.accessDenied:
      SourceError(
        uri: path, kind: .notPermitted,
        reason: "not allowed to read \(path); grant read access to the user that runs crmwatch")
    case System.tooManyFiles, System.tooManyFilesInSystem:
      SourceError(
        uri: path, kind: .unavailable,
        reason: "too many open files to open \(path); raise the limit (ulimit -n)")
    default:
      SourceError(
        uri: path, kind: .unreadable, reason: "can't read \(path): \(System.message(code))")
    }
  }

  static func isSocket(_ path: String) -> SourceError {
    SourceError(
      uri: path, kind: .unreadable,
      reason: "\(path) is a socket; to listen there, write unix:\(path)")
  }

  static func notReadableKind(_ path: String) -> SourceError {
    SourceError(
      uri: path, kind: .unreadable,
      reason: "\(path) is neither a file nor a directory nor a pipe; check the path")
  }
}
