/// A row that a `LiveList` can hold.
protocol LiveRow: Sendable {
  associatedtype Order: LiveOrder
  /// Stays the same for the life of the row.
  var id: String { get }
  /// What it is sorted by, before a reversal.
  func key(_ order: Order) -> SortKey
}

/// A column to sort by, and whether the other way round.
protocol LiveOrder: Sendable, Hashable {
  var isReversed: Bool { get }
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
  /// Indexes into `rows` of all rows, in order: a new filter has nothing to sort.
  private var ordered: [Int32] = []
  /// One for each row.
  private var keys: [SortKey] = []

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
    keys = []
    positions = [:]
    keys.reserveCapacity(new.count)
    rows.reserveCapacity(new.count)
    positions.reserveCapacity(new.count)
    for row in new {
      if let index = positions[row.id] {
        rows[Int(index)] = row
        keys[Int(index)] = row.key(order)
      } else {
        positions[row.id] = Int32(rows.count)
        rows.append(row)
        keys.append(row.key(order))
        if old[row.id] == nil { note(arrival: row.id) }
      }
    }
    rebuild(matching: matching)
  }

  /// Puts in rows that are new or differ, and takes out those that are gone.
  /// - Parameter areNews: whether rows that were not there count as arrivals.
  mutating func merge(
    _ changed: [Row], removed: [String] = [], areNews: Bool = true, matching: (Row) -> Bool
  ) {
    guard !changed.isEmpty || !removed.isEmpty else { return }
    let changed = Self.lastOfEach(changed)
    guard removed.isEmpty else {
      let gone = Set(removed)
      var kept = rows.filter { !gone.contains($0.id) }
      kept.append(contentsOf: changed)
      return replace(kept, matching: matching)
    }
    let isSmall = changed.count * 8 < rows.count
    // Places are found by the old keys, so before anything changes. A row that keeps its key and
    // stays in the filter keeps its place too.
    var leaving: (all: [Int], shown: [Int]) = ([], [])
    var touched: [Int32] = []
    var newKeys: [(index: Int, key: SortKey)] = []
    for row in changed {
      guard let index = positions[row.id] else { continue }
      let key = row.key(order)
      if isSmall {
        let place = place(of: index, in: visible)
        if key == keys[Int(index)], (place != nil) == matching(row) { continue }
        if let place { leaving.shown.append(place) }
        if let place = self.place(of: index, in: ordered) { leaving.all.append(place) }
      }
      touched.append(index)
      newKeys.append((Int(index), key))
    }
    for (index, key) in newKeys { keys[index] = key }
    for row in changed {
      if let index = positions[row.id] {
        rows[Int(index)] = row
      } else {
        let index = Int32(rows.count)
        positions[row.id] = index
        rows.append(row)
        keys.append(row.key(order))
        touched.append(index)
        if areNews { note(arrival: row.id) }
      }
    }
    guard isSmall else { return rebuild(matching: matching) }
    if !touched.isEmpty {
      let arriving = sorted(touched)
      ordered = spliced(ordered, leaving: leaving.all.sorted(), arriving: arriving)
      visible = spliced(
        visible, leaving: leaving.shown.sorted(),
        arriving: arriving.filter { matching(rows[Int($0)]) })
    }
    settleCursor()
  }

  /// Of several rows with one id, only the last one counts.
  private static func lastOfEach(_ rows: [Row]) -> [Row] {
    guard rows.count > 1 else { return rows }
    var seen: Set<String> = []
    return rows.reversed().filter { seen.insert($0.id).inserted }.reversed()
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
    visible = (narrowing ? visible : ordered).filter { matching(rows[Int($0)]) }
    settleCursor()
  }

  /// Sorts in another order.
  mutating func sort(by order: Row.Order, matching: (Row) -> Bool) {
    self.order = order
    keys = rows.map { $0.key(order) }
    rebuild(matching: matching)
  }

  private mutating func rebuild(matching: (Row) -> Bool) {
    ordered = sorted(rows.indices.map { Int32($0) })
    visible = ordered.filter { matching(rows[Int($0)]) }
    settleCursor()
  }

  private mutating func note(arrival id: String) {
    if arrivals.count < Self.mostArrivals { arrivals.insert(id) }
  }

  /// Where a row stands in a list, found by its order; nil when it is not there.
  private func place(of index: Int32, in list: [Int32]) -> Int? {
    let place = insertionPoint(of: index, in: list)
    return place < list.count && list[place] == index ? place : nil
  }

  private func sorted(_ indexes: [Int32]) -> [Int32] {
    let isReversed = order.isReversed
    return keys.withUnsafeBufferPointer { keys in
      indexes.sorted { a, b in
        isReversed
          ? SortKey.precedes(keys[Int(b)], keys[Int(a)])
          : SortKey.precedes(keys[Int(a)], keys[Int(b)])
      }
    }
  }

  private func insertionPoint(of index: Int32, in list: [Int32]) -> Int {
    let isReversed = order.isReversed
    let key = keys[Int(index)]
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      let other = keys[Int(list[middle])]
      if isReversed ? SortKey.precedes(key, other) : SortKey.precedes(other, key) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// Takes rows out of a list in order and puts others in.
  /// - Parameter arriving: in order.
  private func spliced(_ list: [Int32], leaving: [Int], arriving sorted: [Int32]) -> [Int32] {
    var kept: [Int32] = []
    kept.reserveCapacity(list.count)
    var next = 0
    for place in leaving where place >= next {
      kept.append(contentsOf: list[next..<place])
      next = place + 1
    }
    kept.append(contentsOf: list[next...])
    var merged: [Int32] = []
    merged.reserveCapacity(kept.count + sorted.count)
    next = 0
    for index in sorted {
      let place = max(next, insertionPoint(of: index, in: kept))
      merged.append(contentsOf: kept[next..<place])
      merged.append(index)
      next = place
    }
    merged.append(contentsOf: kept[next...])
    return merged
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
      let place = place(of: index, in: visible)
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
    guard let index = positions[id], let place = place(of: index, in: visible) else {
      return false
    }
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
