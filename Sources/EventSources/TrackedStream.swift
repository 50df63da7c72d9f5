/// A stream of a file, as the catalog of files sees it.
protocol TrackedStream: ByteStream {
  var file: PooledFile { get }
  /// True after `.wouldBlock`, until the next `SourceEvent.readable`.
  var isWaiting: Bool { get set }
  /// Why the stream is over; nil while it is not.
  var ending: ReadResult.EndReason? { get }
  /// Of the content, which is the decompressed one of a compressed file.
  var fingerprint: Fingerprint { get }
  /// The last bytes given of a plain file, to recognise it by; may be empty.
  var tail: Tail { get }
  /// The file as it was when it was last looked at; nil after `changed`.
  var seen: FileStatus? { get }
  /// Something happened to the file, so the next read looks at it afresh.
  func changed()
  /// Whether a writer is known to have the file open.
  func setBeingWritten(_ isWritten: Bool)
  /// The hub closes: no more bytes, whatever is left.
  func shut()
}

extension TrackedStream {
  var identity: StreamIdentity {
    StreamIdentity(
      device: file.key.device, inode: file.key.inode, fingerprint: fingerprint.hash,
      fingerprintLength: fingerprint.count, tail: tail.hash(before: position),
      tailEnd: tail.bytes.isEmpty ? 0 : position)
  }
}

/// Where streams leave what the hub has to report or to look after.
final class Outbox {
  var events: [SourceEvent] = []
  /// Files whose streams are over.
  var ended: [FileKey] = []
  /// Named pipes found.
  var pipes: [String] = []

  func notice(_ uri: String, _ text: String) { events.append(.notice(uri: uri, text: text)) }
}
