public import SecurityModel

/// Why a store can't be opened or used: what happened, where, and what to do.
public enum StoreError: Error, Hashable, Sendable {
  /// There is no store at this path.
  case notFound(path: String)
  /// There is something already where a new file should go.
  case exists(path: String)
  /// No folder can be made here.
  case noFolder(path: String)
  /// The operating system, or the role of this store, doesn't allow it.
  case notPermitted(path: String, detail: String)
  /// Somebody else holds the collector's lease, or writes for too long.
  case busy(path: String, holderPID: Int32?, since: Timestamp?)
  /// Written by a later release of crmwatch.
  case newerVersion(path: String, found: Int, known: Int)
  /// Not a store, or damaged.
  case corrupt(path: String, detail: String)
  /// No room on the volume, or the store has reached its size limit; nothing was changed.
  case full(path: String)
  /// Something the caller passed breaks a limit; nothing was changed.
  case invalid(detail: String)
  /// The store has been closed.
  case closed(path: String)
  /// Anything else that the system or the database refused.
  case io(path: String, detail: String)

  /// Coarse class, from which the command line makes its exit code.
  public enum Kind: Hashable, Sendable {
    /// No store there (66).
    case noInput
    /// In use, closed or from a later release (69).
    case unavailable
    /// Damaged, or not a store (65).
    case badData
    /// Can't be made (73).
    case cannotCreate
    /// Read, write or room (74).
    case io
    /// Not allowed (77).
    case notPermitted
    /// A wrong argument (2).
    case usage
  }

  /// The class of this error.
  public var kind: Kind {
    switch self {
    case .notFound: .noInput
    case .exists, .noFolder: .cannotCreate
    case .notPermitted: .notPermitted
    case .busy, .newerVersion, .closed: .unavailable
    case .corrupt: .badData
    case .full, .io: .io
    case .invalid: .usage
    }
  }

  /// What happened and where, in one sentence. Paths are as given; make them safe before showing.
  public var message: String {
    switch self {
    case .notFound(let path): "there is no store at \(path)"
    case .exists(let path): "\(path) exists already"
    case .noFolder(let path): "the folder \(path) can't be made"
    case .notPermitted(let path, let detail): "\(path): \(detail)"
    case .busy(let path, let pid, let since):
      if let pid {
        "\(path) is in use by process \(pid)" + (since.map { " since \($0.rfc3339)" } ?? "")
      } else {
        "\(path) is in use by another process"
      }
    case .newerVersion(let path, let found, let known):
      "\(path) has format \(found), this release knows up to \(known)"
    case .corrupt(let path, let detail): "\(path) can't be read as a store: \(detail)"
    case .full(let path): "no room left for \(path)"
    case .invalid(let detail): detail
    case .closed(let path): "\(path) has been closed"
    case .io(let path, let detail): "\(path): \(detail)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .notFound:
      "ingest something first (crmwatch collect SOURCE), or name another store with --store"
    case .noFolder: "check the path, or name another with --store"
    case .exists: "choose another name, or remove that file"
    case .notPermitted:
      "check the owner and mode of the file and its folder, or name another store with --store"
    case .busy(_, let pid, _):
      pid == nil
        ? "wait until the other process has finished, then try again"
        : "open it without sources to watch what is being collected, stop that process, or name "
          + "another store with --store"
    case .newerVersion: "update crmwatch, or name another store with --store"
    case .corrupt:
      "run crmwatch store check; restore a backup made with crmwatch store backup, or name "
        + "another store with --store"
    case .full: "make room on the volume, or run crmwatch store prune; collecting then goes on"
    case .invalid: "correct it and try again"
    case .closed: "open it again"
    case .io: "check the volume and the permissions of the folder"
    }
  }
}
