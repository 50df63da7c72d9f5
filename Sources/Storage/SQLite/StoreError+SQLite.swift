import GRDB

extension StoreError {
  /// What a failed database access means for the caller.
  init(_ error: any Error, path: String) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .io(path: path, detail: String(describing: error))
      return
    }
    let message = error.message ?? "database error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path, holderPID: nil, since: nil)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path, detail: message)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self = .notPermitted(path: path, detail: message)
    // What GRDB throws on a connection that has been closed.
    case .SQLITE_MISUSE: self = .closed(path: path)
    default: self = .io(path: path, detail: message)
    }
  }
}
