/// Why a file can't be used as a database of networks.
public struct DatabaseProblem: Error, Hashable, Sendable {
  /// Where in the file, in bytes from its start; nil = it as a whole.
  public var offset: Int?
  public var reason: String

  init(_ reason: String, at offset: Int? = nil) {
    self.reason = reason
    self.offset = offset
  }
}
