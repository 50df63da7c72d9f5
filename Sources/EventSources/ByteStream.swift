/// A sequence of bytes from one file, pipe or connection, pulled by the pipeline.
///
/// Contract: used from one thread; `read` never blocks; after `.end` no more bytes come. Files are
/// read from `position`; positions of compressed files count decompressed bytes. The stream never
/// buffers more than one read-ahead window, so a consumer that stops pulling stops the producer
/// (back-pressure).
public protocol ByteStream: AnyObject {
  /// Stable name: path, `-`, or `unix:PATH#n` for a client of a socket.
  var uri: String { get }
  /// True for what grows while we look: sockets, pipes, followed files that were caught up with.
  var isLive: Bool { get }
  /// Offset of the next byte that `read` gives.
  var position: Int64 { get }
  /// Size as last seen; equals `position` where it can't be known.
  var size: Int64 { get }
  /// What is undone on the way: `gzip`, `zstd`, `utf-16`; nil for nothing (a pipe knows when it has
  /// been read from).
  var compression: String? { get }
  /// Identity of the file behind it, for checkpoints.
  var identity: StreamIdentity { get }

  /// Copies the next bytes into `buffer`.
  /// - Throws: `SourceError`, after which the stream is over.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> ReadResult

  /// Up to `count` bytes from the start of the stream, whatever the position (for sniffing and
  /// headers); what has been read so far where a stream can't seek.
  func head(_ count: Int) throws(SourceError) -> [UInt8]

  /// Moves to `offset` of a file before the first read, to resume.
  func seek(to offset: Int64) throws(SourceError)

  /// Releases the descriptor; idempotent. Files can be read again afterwards (reopened lazily).
  func close()
}

extension ByteStream {
  public var compression: String? { nil }
}

/// What tells a file from another under the same name.
public struct StreamIdentity: Hashable, Sendable {
  public var device: UInt64
  public var inode: UInt64
  /// Hash of the first `fingerprintLength` bytes.
  public var fingerprint: UInt64
  public var fingerprintLength: Int
  /// Hash of the last bytes before `tailEnd`, as far as the stream was read; tells a file that was
  /// written anew with the same beginning. 0 and 0 where there is none.
  public var tail: UInt64
  public var tailEnd: Int64
  public init(
    device: UInt64 = 0, inode: UInt64 = 0, fingerprint: UInt64 = 0, fingerprintLength: Int = 0,
    tail: UInt64 = 0, tailEnd: Int64 = 0
  ) {
    self.device = device
    self.inode = inode
    self.fingerprint = fingerprint
    self.fingerprintLength = fingerprintLength
    self.tail = tail
    self.tailEnd = tailEnd
  }
}

/// The outcome of one read.
public enum ReadResult: Hashable, Sendable {
  case bytes(Int)
  /// Nothing now; a `SourceEvent.readable` will follow.
  case wouldBlock
  /// Over for good.
  case end(EndReason)

  /// Why a stream is over.
  public enum EndReason: String, Hashable, Sendable {
    /// End of a recorded file in `--once`, of a compressed file, of a pipe.
    case finished
    /// The file was renamed or replaced and its old content is read to the end.
    case rotated
    /// The file got shorter; reading starts anew as another stream.
    case truncated
    case vanished
    case closed
  }
}

/// What went wrong with a source, where, and what to do about it.
public struct SourceError: Error, Hashable, Sendable {
  public var uri: String
  /// `unreadable`, `corrupt`, …; for exit codes.
  public var kind: Kind
  public var reason: String
  public enum Kind: String, Hashable, Sendable {
    case notFound
    case notPermitted
    case unreadable
    case corrupt
    case unavailable
  }
  public init(uri: String, kind: Kind, reason: String) {
    self.uri = uri
    self.kind = kind
    self.reason = reason
  }
}

/// Something that happened to the sources.
public enum SourceEvent {
  /// A stream was found or connected.
  case appeared(any ByteStream)
  /// A stream that gave `.wouldBlock` may have bytes.
  case readable(any ByteStream)
  /// A source can't be read (again); reported once per change of state.
  case failed(SourceError)
  /// A source that had failed without a stream, such as a directory, can be read again.
  case recovered(uri: String)
  /// Something worth the log: a client's credentials, a rotation, an ignored file.
  case notice(uri: String, text: String)
  /// Every source has been listed once; what appears after this is new.
  case listed
}
