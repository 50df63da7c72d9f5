import SecurityModel

/// The files known, and what has become of each: decides when a stream begins, wakes, or begins anew.
///
/// A file is its device and inode; names come and go. A file whose stream is over stays known with
/// the place it was read to, so that what a slow writer adds after a rotation is read as well, from
/// there, as another stream.
final class FileCatalog {
  private let specs: [SourceSpec]
  let explicit: Set<String>
  let follows: Bool
  private let limits: SourceLimits
  let factory: StreamFactory
  let outbox: Outbox
  let watcher: ChangeWatcher?
  private var resume: ResumeIndex
  var entries: [FileKey: FileEntry] = [:]
  var keys: [String: FileKey] = [:]
  /// What was last reported about a path that can't be read.
  var failures: [String: String] = [:]
  var resumed: [FileKey: SourceCheckpoint] = [:]
  /// Files that are gone, oldest first, kept for a while in case they come back.
  private var departed: [FileKey] = []
  private var isFull = false
  private var isListed = false

  /// - Parameter watcher: nil reads files once.
  init(
    specs: [SourceSpec], resume: [SourceCheckpoint], limits: SourceLimits, pool: DescriptorPool,
    watcher: ChangeWatcher?, outbox: Outbox
  ) {
    self.specs = specs
    self.follows = watcher != nil
    self.limits = limits
    factory = StreamFactory(
      follows: watcher != nil, limits: limits, pool: pool, outbox: outbox)
    self.outbox = outbox
    self.watcher = watcher
    self.resume = ResumeIndex(resume)
    explicit = Set(
      specs.compactMap { if case .path(let path) = $0.kind { path } else { nil } })
  }

  /// Checkpoint that `stream` was resumed from.
  func checkpoint(of stream: any ByteStream) -> SourceCheckpoint? {
    guard let tracked = stream as? any TrackedStream,
      entries[tracked.file.key]?.stream === tracked
    else { return nil }
    return resumed[tracked.file.key]
  }

  // MARK: - Listing

  /// Lists everything the SOURCEs mean; what is new appears, what has changed wakes.
  func list() {
    var walk = SourceWalk(limits: limits) { [watcher] in watcher?.watch(directory: $0) }
    for spec in specs { walk.add(spec) }
    if !isListed {
      for (path, name) in resume.renamed(where: covers) { examine(path, formerName: name) }
    }
    report(walk)
    if isListed {
      // Names that are gone are in no listing.
      let found = Set(walk.files)
      for path in keys.keys.sorted() where !found.contains(path) { examine(path) }
    }
    for path in walk.files { examine(path) }
    isListed = true
    if let shortage = watcher?.shortage, failures.updateValue(shortage, forKey: "") != shortage {
      outbox.notice("", shortage)
    }
  }

  /// Takes in what the watcher saw.
  func apply(_ changes: ChangeWatcher.Changes) {
    if changes.areIncomplete {
      // Nobody may ever say that these were closed.
      for entry in entries.values { entry.isBeingWritten = false }
    }
    if changes.needsListing || changes.areIncomplete { list() }
    // Names that are there first: a rename is then seen as one, before its old name is missed.
    var missing: [ChangeWatcher.Change] = []
    for change in changes.changes {
      if case .failed = FileStatus.of(change.path) {
        missing.append(change)
      } else if change.isDirectory {
        if change.appeared { appeared(directory: change.path) }
      } else {
        // What had the name of a file meant is one, even if it lost it before it was looked at.
        let former = change.formerPath.flatMap { covers($0) && !covers(change.path) ? $0 : nil }
        examine(
          change.path, formerName: former, isOurs: former != nil, isCertain: true,
          written: change.written)
      }
    }
    for change in missing { examine(change.path, isCertain: true) }
  }

  private func appeared(directory: String) {
    var walk = SourceWalk(limits: limits) { [watcher] in watcher?.watch(directory: $0) }
    for spec in specs {
      if spec.descends(into: directory) {
        walk.add(directory, of: spec)
      } else if spec.begins(below: directory) {
        walk.add(spec)
      }
    }
    report(walk)
    for path in walk.files { examine(path) }
  }

  private func report(_ walk: SourceWalk) {
    if !failures.isEmpty {
      let broken = Set(walk.errors.map(\.uri))
      for directory in walk.listed where !broken.contains(directory) { recovered(directory) }
    }
    for error in walk.errors { fail(error) }
    for (uri, text) in walk.notices where failures.updateValue(text, forKey: uri) != text {
      outbox.notice(uri, text)
    }
  }

  private func covers(_ path: String) -> Bool { specs.contains { $0.covers(path) } }

  // MARK: - One name

  /// Looks at one path and does what follows.
  ///
  /// - Parameters:
  ///   - formerName: The name that a file had which is now at `path`.
  ///   - isOurs: True when it is known to have had that name; false when it must have a checkpoint
  ///     to prove it.
  ///   - isCertain: True when it is known to have changed, whatever size and time say.
  ///   - written: See `ChangeWatcher.Change`.
  func examine(
    _ path: String, formerName: String? = nil, isOurs: Bool = false, isCertain: Bool = false,
    written: Bool? = nil
  ) {
    switch FileStatus.of(path) {
    case .failed(let code):
      gone(path, code)
    case .done(let status):
      switch status.kind {
      case .regular:
        if let entry = entries[status.key] {
          meet(entry, path, status, isCertain: isCertain, written: written)
        } else if formerName != nil || covers(path) {
          admit(
            path, formerName: formerName, isOurs: isOurs, isBeingWritten: written == false)
        }
      case .pipe where explicit.contains(path):
        outbox.pipes.append(path)
      case .socket where explicit.contains(path):
        fail(.isSocket(path))
      case .other where explicit.contains(path):
        fail(.notReadableKind(path))
      default:
        break
      }
    }
  }

  /// A file that is known, under this or another name.
  private func meet(
    _ entry: FileEntry, _ path: String, _ status: FileStatus, isCertain: Bool, written: Bool?
  ) {
    recovered(path)
    entry.isGone = false
    if entry.path != path || keys[path] != entry.key {
      let isAlias =
        if entry.path != path, case .done(let other) = FileStatus.of(entry.path) {
          other.key == entry.key
        } else {
          false
        }
      if !isAlias { rename(entry, to: path) }
    }
    if let written { entry.isBeingWritten = !written }
    if let stream = entry.stream {
      stream.file.isPinned = false
      stream.setBeingWritten(entry.isBeingWritten)
      if isCertain || stream.seen.map({ $0.isChanged(to: status) }) ?? true { wake(stream) }
    } else if let ended = entry.ended, follows {
      if ended.status.map({ $0.isChanged(to: status) }) ?? false { revive(entry) }
    }
  }

  private func rename(_ entry: FileEntry, to path: String) {
    let former = entry.path
    if let other = keys[path], other != entry.key { displace(other) }
    keys[path] = entry.key
    entry.path = path
    entry.stream?.file.path = path
    if former != path, isListed { outbox.notice(former, "renamed to \(path)") }
  }

  /// A file that is not known yet.
  private func admit(
    _ path: String, formerName: String? = nil, isOurs: Bool = false, isBeingWritten: Bool = false
  ) {
    guard entries.count < limits.files else {
      if !isFull {
        isFull = true
        outbox.notice(path, "more than \(limits.files) files; this one and others are ignored")
      }
      return
    }
    let former = keys[path]
    let opened = open(path)
    let continued = former.flatMap { former in opened.flatMap { continuedOffset(of: former, $0) } }
    if let former { displace(former) }
    guard let opened else { return }
    // Between the two looks it may have become another file, which may be known.
    guard entries[opened.status.key] == nil else {
      opened.close()
      return
    }
    let entry = FileEntry(key: opened.status.key, path: path)
    entry.isBeingWritten = isBeingWritten
    let stream = factory.stream(of: opened, entry, name: formerName)
    if let checkpoint = resume.take(key: entry.key, path: path, opened) {
      try? stream.seek(to: checkpoint.restart)
      resumed[entry.key] = checkpoint
    } else if formerName != nil, !isOurs, !covers(path) {
      // Another file that has got the inode; it is none of ours.
      stream.shut()
      return
    } else if let continued {
      try? stream.seek(to: continued)
    } else if let offset = originalOffset(of: path, opened) {
      if !opened.isCompressed, offset > opened.status.size, isBeingWritten {
        // The copy is being made; it is looked at again when there is more of it.
        stream.close()
        return
      }
      try? stream.seek(to: opened.isCompressed ? offset : min(offset, opened.status.size))
    }
    entries[entry.key] = entry
    keys[path] = entry.key
    if let formerName, keys[formerName] == nil { keys[formerName] = entry.key }
    begin(entry, stream)
  }

  /// Where to begin in a file that has replaced `former`, if it is a longer copy of that.
  private func continuedOffset(of former: FileKey, _ opened: OpenedFile) -> Int64? {
    guard let entry = entries[former], former != opened.status.key else { return nil }
    var place = entry.ended
    if let stream = entry.stream {
      // What a stream that is behind has not given yet, it still will.
      guard stream.isWaiting else { return nil }
      place = ReadPlace(of: stream, status: nil)
    }
    guard let place, place.isContinued(byCopy: opened) else { return nil }
    // What was added before it was replaced is still read from it, if it is open.
    if let file = entry.stream?.file, file.descriptor >= 0,
      case .done(let status) = FileStatus.of(file.descriptor), status.size <= opened.status.size
    {
      return max(place.position, status.size)
    }
    return place.position
  }

  /// Where to begin in a file that is a copy of a known one, as rotation makes them, compressed or
  /// to cut the original afterwards: what has been read of the original is not read again.
  private func originalOffset(of path: String, _ opened: OpenedFile) -> Int64? {
    for base in RotatedName.bases(of: path) {
      guard let key = keys[base], let entry = entries[key],
        let print = entry.stream?.fingerprint ?? entry.ended?.fingerprint,
        print.count >= RotatedName.trustedLength, opened.begins(like: print)
      else { continue }
      guard let stream = entry.stream else { return entry.ended?.position }
      // What is compressed is deleted next, but stays open here and is read to its end. What is
      // only copied is cut next, so its rest may be in nothing but the copy.
      return opened.isCompressed ? max(stream.position, stream.size) : stream.position
    }
    return nil
  }

  private func gone(_ path: String, _ code: Int32) {
    if let key = keys[path], let entry = entries[key], !entry.isGone {
      guard entry.path == path else {
        // Renamed: the old name stays known while it is read, for whoever takes it ends it.
        if entry.stream == nil { keys[path] = nil }
        return
      }
      if let stream = entry.stream {
        stream.file.isPinned = true
        wake(stream)
      } else {
        depart(entry)
      }
      return
    }
    if explicit.contains(path) {
      fail(.opening(path, code))
    } else if case .done(let link) = FileStatus.ofLink(path), link.kind == .link, covers(path) {
      fail(
        SourceError(
          uri: path, kind: .notFound,
          reason: "\(path) is a symbolic link to nothing; check its target"))
    } else if code != System.noSuchFile, covers(path) {
      fail(.opening(path, code))
    } else {
      recovered(path)
    }
  }

  /// Another file has taken the name of this one.
  private func displace(_ key: FileKey) {
    guard let entry = entries[key] else { return }
    if let stream = entry.stream {
      stream.file.isPinned = true
      wake(stream)
    } else {
      depart(entry)
    }
  }

  /// Keeps what is known of a file that is gone for a while: it may come back under another name,
  /// or compressed.
  func depart(_ entry: FileEntry) {
    guard !entry.isGone else { return }
    entry.isGone = true
    departed.append(entry.key)
    guard departed.count > 10_000 else { return }
    for key in departed.prefix(5_000) {
      guard let old = entries[key], old.isGone else { continue }
      entries[key] = nil
      if keys[old.path] == key { keys[old.path] = nil }
    }
    departed.removeFirst(5_000)
  }
}
