/// A row that a `LiveList` can hold.
protocol LiveRow: Sendable {
  associatedtype Order: Sendable, Hashable
  /// Stays the same for the life of the row.
  var id: String { get }
  /// A strict total order, ties broken by `id`.
  static func precedes(_ a: Self, _ b: Self, by order: Order) -> Bool
}

/// Rows that come and change while somebody looks at them, filtered and sorted, with a cursor that
/// belongs to a row and not to a position.
///
/// Changing `k` of `n` rows costs `k log n` comparisons and one copy of the index; only a new filter
/// or order looks at all rows.
struct LiveList<Row: LiveRow>: Sendable {
  /// All rows, in no particular order.
  private(set) var rows: [Row] = []
  /// Indexes into `rows` of what matches the filter, in order.
  private(set) var visible: [Int32] = []
  private(set) var order: Row.Order
  /// The row that keys act on.
  private(set) var cursorID: String?
  /// Where that row is in `visible`; 0 when there is none.
  private(set) var cursor = 0
  /// First row on the screen.
  private(set) var offset = 0
  /// Rows on the screen.
  private(set) var height = 1
  /// Ids that came since the top of the list was last on the screen.
  private(set) var arrivals: Set<String> = []
  /// True until the user first moves: the cursor stays on the top row.
  private(set) var isFollowing = true

  private var positions: [String: Int32] = [:]

  /// More arrivals than this are not told apart.
  private static var mostArrivals: Int { 10_000 }

  init(order: Row.Order) { self.order = order }

  var count: Int { visible.count }
  var isEmpty: Bool { visible.isEmpty }
  /// The row under the cursor.
  var current: Row? { row(cursor) }

  /// The row at a place of the filtered order.
  func row(_ index: Int) -> Row? {
    visible.indices.contains(index) ? rows[Int(visible[index])] : nil
  }

  /// The row of that id, filtered out or not.
  subscript(id: String) -> Row? { positions[id].map { rows[Int($0)] } }

  /// Rows that came in above the first row on the screen.
  var newAbove: Int {
    guard !arrivals.isEmpty, offset > 0 else { return 0 }
    return visible.prefix(offset).count { arrivals.contains(rows[Int($0)].id) }
  }

  // MARK: Content

  /// Takes a new set of rows.
  mutating func replace(_ new: [Row], matching: (Row) -> Bool) {
    let old = positions
    rows = []
    positions = [:]
    rows.reserveCapacity(new.count)
    positions.reserveCapacity(new.count)
    for row in new {
      if let index = positions[row.id] {
        rows[Int(index)] = row
      } else {
        positions[row.id] = Int32(rows.count)
        rows.append(row)
        if old[row.id] == nil { note(arrival: row.id) }
      }
    }
    rebuild(matching: matching)
  }

  /// Puts in rows that are new or differ, and takes out those that are gone.
  mutating func merge(_ changed: [Row], removed: [String] = [], matching: (Row) -> Bool) {
    guard !changed.isEmpty || !removed.isEmpty else { return }
    guard removed.isEmpty else {
      let gone = Set(removed)
      var kept = rows.filter { !gone.contains($0.id) }
      kept.append(contentsOf: changed)
      return replace(kept, matching: matching)
    }
    let isSmall = changed.count * 8 < rows.count
    // Positions are looked up by the old rows' order, so before anything changes.
    var leaving: [Int] = []
    if isSmall {
      for row in changed {
        if let index = positions[row.id], let place = place(of: index) { leaving.append(place) }
      }
    }
    var touched: [Int32] = []
    var seen: Set<String> = []
    for row in changed {
      if let index = positions[row.id] {
        rows[Int(index)] = row
        if seen.insert(row.id).inserted { touched.append(index) }
      } else {
        let index = Int32(rows.count)
        positions[row.id] = index
        rows.append(row)
        touched.append(index)
        seen.insert(row.id)
        note(arrival: row.id)
      }
    }
    guard isSmall else { return rebuild(matching: matching) }
    splice(
      leaving: leaving.sorted(), arriving: touched.filter { matching(rows[Int($0)]) })
    settleCursor()
  }

  /// Changes one row in place.
  mutating func update(
    _ id: String, matching: (Row) -> Bool, _ change: (inout Row) -> Void
  ) {
    guard var row = self[id] else { return }
    change(&row)
    merge([row], matching: matching)
  }

  /// Filters again; when the new filter only narrows the old one, only visible rows are looked at.
  mutating func refilter(narrowing: Bool = false, matching: (Row) -> Bool) {
    guard narrowing else { return rebuild(matching: matching) }
    visible = visible.filter { matching(rows[Int($0)]) }
    settleCursor()
  }

  /// Sorts in another order.
  mutating func sort(by order: Row.Order, matching: (Row) -> Bool) {
    self.order = order
    rebuild(matching: matching)
  }

  private mutating func rebuild(matching: (Row) -> Bool) {
    visible = rows.indices.compactMap { matching(rows[$0]) ? Int32($0) : nil }
    let order = order
    rows.withUnsafeBufferPointer { rows in
      visible.sort { Row.precedes(rows[Int($0)], rows[Int($1)], by: order) }
    }
    settleCursor()
  }

  private mutating func note(arrival id: String) {
    if arrivals.count < Self.mostArrivals { arrivals.insert(id) }
  }

  /// Where a row stands in `visible`, found by its order; nil when filtered out.
  private func place(of index: Int32) -> Int? {
    let place = insertionPoint(of: rows[Int(index)], in: visible)
    return place < visible.count && visible[place] == index ? place : nil
  }

  private func insertionPoint(of row: Row, in list: [Int32]) -> Int {
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if Row.precedes(rows[Int(list[middle])], row, by: order) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  private mutating func splice(leaving: [Int], arriving: [Int32]) {
    var kept: [Int32] = []
    kept.reserveCapacity(visible.count)
    var next = 0
    for place in leaving where place >= next {
      kept.append(contentsOf: visible[next..<place])
      next = place + 1
    }
    kept.append(contentsOf: visible[next...])
    let order = order
    let sorted = arriving.sorted { Row.precedes(rows[Int($0)], rows[Int($1)], by: order) }
    var merged: [Int32] = []
    merged.reserveCapacity(kept.count + sorted.count)
    next = 0
    for index in sorted {
      let place = max(next, insertionPoint(of: rows[Int(index)], in: kept))
      merged.append(contentsOf: kept[next..<place])
      merged.append(index)
      next = place
    }
    merged.append(contentsOf: kept[next...])
    visible = merged
  }

  // MARK: Cursor

  /// Finds the cursor's row again, keeping it on the same line of the screen.
  private mutating func settleCursor() {
    defer { clampOffset() }
    guard !isFollowing else {
      cursor = 0
      offset = 0
      cursorID = row(0)?.id
      arrivals = []
      return
    }
    if let id = cursorID, let index = positions[id],
      let place = place(of: index) ?? visible.firstIndex(of: index)
    {
      offset += place - cursor
      cursor = place
      return
    }
    cursor = min(max(0, cursor), max(0, visible.count - 1))
    cursorID = row(cursor)?.id
  }

  /// Makes the present top row the cursor's own, before a key acts on it.
  mutating func pin() { isFollowing = false }

  /// Moves by rows, not past the ends.
  mutating func move(by rows: Int) { move(to: cursor + rows) }

  /// Moves to a place of the filtered order, or to the nearest there is.
  mutating func move(to index: Int) {
    isFollowing = false
    cursor = min(max(0, index), max(0, visible.count - 1))
    cursorID = row(cursor)?.id
    clampOffset()
  }

  /// Moves to a row; false when it is filtered out or unknown.
  @discardableResult
  mutating func move(toID id: String) -> Bool {
    guard let index = positions[id], let place = place(of: index) else { return false }
    move(to: place)
    return true
  }

  /// Scrolls without moving the cursor off the screen.
  mutating func scroll(by rows: Int) {
    isFollowing = false
    offset += rows
    offset = min(max(0, offset), max(0, visible.count - height))
    cursor = min(max(cursor, offset), min(offset + height, max(1, visible.count)) - 1)
    cursorID = row(cursor)?.id
    clampOffset()
  }

  /// Tells how many rows the screen has for the list.
  mutating func setHeight(_ rows: Int) {
    height = max(1, rows)
    clampOffset()
  }

  private mutating func clampOffset() {
    offset = min(offset, max(0, visible.count - height))
    if cursor < offset { offset = cursor }
    if cursor >= offset + height { offset = cursor - height + 1 }
    offset = max(0, offset)
    if offset == 0 { arrivals = [] }
  }
}
