/// How far one source has been read, as committed with everything that came of it.
public struct SourceCheckpoint: Hashable, Sendable {
  /// Path, `-`, or `unix:PATH`.
  public var uri: String
  /// Device and inode of a file; 0 where there is none.
  public var device: UInt64
  public var inode: UInt64
  /// Hash of the first `fingerprintLength` bytes, to tell a replaced file from a grown one.
  public var fingerprint: UInt64
  public var fingerprintLength: Int
  /// Hash of the last bytes before `tailEnd`, up to where the source was read when this was taken;
  /// 0 = not known.
  public var tail: UInt64
  public var tailEnd: Int64
  /// Where reading must start again: every record before it has been applied.
  public var restart: Int64
  /// 1-based line number at `restart`.
  public var restartLine: Int64
  /// Up to where records have been read; those between `restart` and here whose order key is at or
  /// below the watermark have been applied, the others have not.
  public var read: Int64
  /// Offset of the header record in force at `restart` (CSV); -1 = none.
  public var header: Int64
  /// Pinned format name; empty = not yet sniffed.
  public var format: String
  public var size: Int64
  public var events: Int64
  public var skipped: Int64
  public var lastEvent: Timestamp?
  /// `open`, `done`, `vanished`, `unreadable: …`
  public var state: String

  public init(
    uri: String, device: UInt64 = 0, inode: UInt64 = 0, fingerprint: UInt64 = 0,
    fingerprintLength: Int = 0, restart: Int64 = 0, restartLine: Int64 = 1, read: Int64 = 0,
    header: Int64 = -1, format: String = "", size: Int64 = 0, events: Int64 = 0,
    skipped: Int64 = 0, lastEvent: Timestamp? = nil, state: String = "open", tail: UInt64 = 0,
    tailEnd: Int64 = 0
  ) {
    self.uri = uri
    self.device = device
    self.inode = inode
    self.fingerprint = fingerprint
    self.fingerprintLength = fingerprintLength
    self.tail = tail
    self.tailEnd = tailEnd
    self.restart = restart
    self.restartLine = restartLine
    self.read = read
    self.header = header
    self.format = format
    self.size = size
    self.events = events
    self.skipped = skipped
    self.lastEvent = lastEvent
    self.state = state
  }
}
