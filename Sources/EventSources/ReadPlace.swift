/// How far a file has been read, and by what to know it, or a copy of it, again.
struct ReadPlace {
  var position: Int64
  var fingerprint: Fingerprint
  /// The last bytes before `position`; empty where they are not known.
  var tail: Tail
  /// The file when it was last looked at.
  var status: FileStatus?

  init(of stream: any TrackedStream, status: FileStatus?) {
    position = stream.position
    fingerprint = stream.fingerprint
    tail = stream.tail
    self.status = status
  }

  /// How a file that was read to here and has changed goes on.
  enum Continuation {
    /// There is nothing new.
    case unchanged
    /// There is more, from `position` on.
    case goesOn
    /// The content is another.
    case another
  }

  /// What the same file, opened again, has to give.
  func continuation(in opened: OpenedFile) -> Continuation {
    guard opened.begins(like: fingerprint), hasTail(in: opened) else { return .another }
    if opened.isCompressed || opened.status.size > position { return .goesOn }
    return opened.status.size == position ? .unchanged : .another
  }

  /// True when another file is a longer copy of what was read, as programs make it that
  /// synchronise directories.
  func isContinued(byCopy opened: OpenedFile) -> Bool {
    guard !opened.isCompressed, !tail.bytes.isEmpty, position <= opened.status.size,
      fingerprint.count >= RotatedName.trustedLength, opened.begins(like: fingerprint)
    else { return false }
    return hasTail(in: opened)
  }

  /// False when a plain file has other bytes before the position than were read there.
  private func hasTail(in opened: OpenedFile) -> Bool {
    let count = tail.bytes.count
    if opened.isCompressed || count == 0 { return true }
    return opened.bytes(at: position - Int64(count), count: count) == tail.bytes
  }
}
