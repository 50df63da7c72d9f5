/// Finds the scans of a program that the names of an event call for.
struct RootTable: Sendable {
  private struct Slot: Sendable {
    var hash: UInt64 = 0
    /// First entry of `next`; -1 = free.
    var first: Int32 = -1
  }

  private var slots: [Slot]
  /// For each scan the next one with the same root; -1 = none.
  private var next: [Int32]
  /// Scans that every event needs.
  let always: [Int32]

  /// - Parameter roots: for each scan the hash of its field's root; nil = every event needs it.
  init(_ roots: [UInt64?]) {
    var size = 4
    while size < roots.count * 2 { size *= 2 }
    slots = [Slot](repeating: Slot(), count: size)
    next = [Int32](repeating: -1, count: roots.count)
    always = roots.indices.filter { roots[$0] == nil }.map { Int32($0) }
    for (scan, root) in roots.enumerated() {
      guard let root else { continue }
      var slot = Int(truncatingIfNeeded: root) & (size - 1)
      while slots[slot].first >= 0, slots[slot].hash != root { slot = (slot + 1) & (size - 1) }
      next[scan] = slots[slot].first
      slots[slot] = Slot(hash: root, first: Int32(scan))
    }
  }

  /// Calls `body` with every scan whose field has that root.
  @inline(__always)
  func find(_ root: UInt64, _ body: (Int) -> Void) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: root) & mask
    while slots[slot].first >= 0 {
      if slots[slot].hash == root {
        var scan = slots[slot].first
        while scan >= 0 {
          body(Int(scan))
          scan = next[Int(scan)]
        }
        return
      }
      slot = (slot + 1) & mask
    }
  }
}
