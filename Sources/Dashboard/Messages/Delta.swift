/// What changed in a collection of rows since the last snapshot.
public enum Delta<Row: Sendable>: Sendable {
  case unchanged
  /// These are all rows.
  case replace([Row])
  /// Rows that are new or differ, and the ids of rows that are gone.
  case merge(changed: [Row], removed: [String])

  /// Folds a newer delta into this one, so that an unread snapshot loses nothing.
  public mutating func merge(_ newer: Delta<Row>, id: (Row) -> String) {
    switch (self, newer) {
    case (_, .unchanged): return
    case (.unchanged, _), (_, .replace): self = newer
    case (.replace(let rows), .merge(let changed, let removed)):
      self = .replace(Self.apply(changed, removed, to: rows, id: id))
    case (.merge(let old, let oldRemoved), .merge(let changed, let removed)):
      let back = Set(changed.map(id))
      self = .merge(
        changed: Self.apply(changed, removed, to: old, id: id),
        removed: oldRemoved.filter { !back.contains($0) } + removed)
    }
  }

  private static func apply(
    _ changed: [Row], _ removed: [String], to rows: [Row], id: (Row) -> String
  ) -> [Row] {
    var result = rows
    var positions: [String: Int] = [:]
    for (index, row) in rows.enumerated() { positions[id(row)] = index }
    for row in changed {
      if let index = positions[id(row)] {
        result[index] = row
      } else {
        positions[id(row)] = result.count
        result.append(row)
      }
    }
    guard !removed.isEmpty else { return result }
    let gone = Set(removed)
    return result.filter { !gone.contains(id($0)) }
  }
}
