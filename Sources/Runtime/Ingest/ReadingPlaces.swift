import EventSources
import SecurityModel

/// How far streams that are over had got, for those that go on in the same file or a copy of it:
/// lines added after a rotation, a member added to an archive, the rest of a copied log.
struct ReadingPlaces {
  private static let most = 4_096

  /// Newest last.
  private var checkpoints: [SourceCheckpoint] = []

  /// Notes the place of a reader whose stream is over.
  mutating func note(_ reader: StreamReader) {
    checkpoints.append(reader.place)
    if checkpoints.count > Self.most { checkpoints.removeFirst(Self.most / 2) }
  }

  /// What to begin with in `stream`, which begins past its first byte without a checkpoint: format
  /// and header of the file it goes on from; its line too where that is known.
  func checkpoint(for stream: any ByteStream, among readers: [StreamReader]) -> SourceCheckpoint? {
    guard stream.position > 0 else { return nil }
    let identity = stream.identity
    var copy: SourceCheckpoint?
    for place in readers.map(\.place) + checkpoints.reversed() {
      let isSameFile =
        identity.inode != 0 && place.inode == identity.inode && place.device == identity.device
      let isCopy =
        !place.format.isEmpty && place.fingerprintLength > 0
        && place.fingerprint == identity.fingerprint
        && place.fingerprintLength == identity.fingerprintLength
      guard isSameFile || isCopy, place.header < stream.position else { continue }
      var point = place
      // What is read from here on is new. Where reading failed, a part of a record may have been
      // read that nothing was made of.
      point.restart = isSameFile ? min(place.restart, stream.position) : stream.position
      point.read = point.restart
      if !isSameFile || place.uri != stream.uri {
        point.events = 0
        point.skipped = 0
        point.lastEvent = nil
      }
      if isSameFile { return point }
      copy = copy ?? point
    }
    return copy
  }
}

extension StreamReader {
  /// Where it stands, with its format and header as far as they are known.
  var place: SourceCheckpoint {
    let identity = stream.identity
    var point = SourceCheckpoint(uri: stream.uri)
    point.device = identity.device
    point.inode = identity.inode
    point.fingerprint = identity.fingerprint
    point.fingerprintLength = identity.fingerprintLength
    point.restart = nextOffset
    point.restartLine = nextLine
    point.header = headerOffset
    point.format = format
    point.events = events
    point.skipped = skipped
    point.lastEvent = lastEvent
    return point
  }
}
