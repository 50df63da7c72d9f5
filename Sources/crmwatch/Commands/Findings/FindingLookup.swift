import SecurityModel
import Storage

/// Finds findings by whole or shortened ids.
enum FindingLookup {
  /// The finding that the id names.
  /// - Throws: `Failure` when there is none, or several begin so.
  static func one(_ id: String, in store: any Store, now: Timestamp) throws -> FindingRecord {
    guard !id.isEmpty else { throw Failure(.usage, "an empty text is no finding id") }
    switch try store.finding(id.lowercased(), now: now) {
    case .one(let record): return record
    case .none:
      throw Failure(.no, "no finding has the id `\(id)`; see crmwatch findings list")
    case .many(let ids):
      throw Failure(
        .usage, "`\(id)` is not unique, give more of it: \(ids.joined(separator: ", "))")
    }
  }

  /// The findings that the ids name, each once, in the given order.
  static func all(_ ids: [String], in store: any Store, now: Timestamp) throws -> [FindingRecord] {
    var seen: Set<String> = []
    var records: [FindingRecord] = []
    for id in ids {
      let record = try one(id, in: store, now: now)
      if seen.insert(record.finding.id).inserted { records.append(record) }
    }
    return records
  }
}
