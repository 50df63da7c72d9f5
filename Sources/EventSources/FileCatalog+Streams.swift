import SecurityModel

/// The streams of the files known: where they begin, wake, end and begin anew.
extension FileCatalog {
  func open(_ path: String) -> OpenedFile? {
    switch OpenedFile.open(path) {
    case .failed(System.noSuchFile) where !explicit.contains(path):
      return nil
    case .failed(let code):
      fail(.opening(path, code))
      return nil
    case .done(let opened):
      if opened != nil { recovered(path) }
      return opened
    }
  }

  func begin(_ entry: FileEntry, _ stream: any TrackedStream) {
    entry.stream = stream
    entry.ended = nil
    if case .done(let link) = FileStatus.ofLink(entry.path), link.kind == .link {
      watcher?.watch(file: entry.path)
    }
    outbox.events.append(.appeared(stream))
  }

  func wake(_ stream: any TrackedStream) {
    stream.changed()
    guard stream.isWaiting else { return }
    stream.isWaiting = false
    outbox.events.append(.readable(stream))
  }

  /// Reads on in a file whose stream was over, or anew if its content is another.
  func revive(_ entry: FileEntry) {
    guard let ended = entry.ended, let opened = open(entry.path) else { return }
    guard opened.status.key == entry.key else {
      opened.close()
      return
    }
    let continuation = ended.continuation(in: opened)
    if continuation == .unchanged {
      opened.close()
      entry.ended?.status = opened.status
      return
    }
    let stream = factory.stream(of: opened, entry)
    if continuation == .goesOn { try? stream.seek(to: ended.position) }
    begin(entry, stream)
  }

  /// Looks after the files whose streams have come to their end since the last time.
  func settle() {
    while !outbox.ended.isEmpty {
      let all = outbox.ended
      outbox.ended = []
      for key in all {
        guard let entry = entries[key], let stream = entry.stream, let reason = stream.ending
        else { continue }
        settle(entry, stream, reason)
      }
    }
  }

  private func settle(
    _ entry: FileEntry, _ stream: any TrackedStream, _ reason: ReadResult.EndReason
  ) {
    entry.stream = nil
    resumed[entry.key] = nil
    if entry.path != stream.uri, keys[stream.uri] == entry.key { keys[stream.uri] = nil }
    let current: FileStatus? =
      if case .done(let status) = FileStatus.of(entry.path), status.key == entry.key {
        status
      } else {
        nil
      }
    entry.ended = ReadPlace(of: stream, status: stream.seen ?? current)
    guard follows else { return }
    if reason == .truncated {
      entries[entry.key] = nil
      if stream.position > 0 {
        outbox.notice(entry.path, "cut or rewritten; reading it from its start")
      }
      examine(entry.path)
    } else if let current {
      if stream.seen.map({ $0.isChanged(to: current) }) ?? false { revive(entry) }
    } else {
      depart(entry)
      // The name may already be that of its successor.
      examine(entry.path)
    }
  }

  /// Ends all streams.
  func close() {
    for entry in entries.values { entry.stream?.shut() }
  }

  /// A path can be read, whatever was reported about it.
  func recovered(_ path: String) {
    guard failures.removeValue(forKey: path) != nil else { return }
    outbox.events.append(.recovered(uri: path))
  }

  func fail(_ error: SourceError) {
    guard failures.updateValue(error.reason, forKey: error.uri) != error.reason else { return }
    outbox.events.append(.failed(error))
  }
}
