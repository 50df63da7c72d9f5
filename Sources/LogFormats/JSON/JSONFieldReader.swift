import SecurityModel

/// Finds the values of a `JSONFieldMap` in records: one pass, nothing copied, nothing allocated.
///
/// The whole record is checked, so whatever passes can be built by `JSONTree` as well. Of a
/// repeated name the last one counts.
final class JSONFieldReader {
  let map: JSONFieldMap
  /// For each slot its value in the record that was scanned last; `.null` when it has none.
  let slots: UnsafeMutablePointer<JSONToken>
  private let ranks: UnsafeMutablePointer<UInt8>
  private let targets: UnsafeMutablePointer<JSONFieldMap.Target>
  /// The record in which each node was met last.
  private let visits: UnsafeMutablePointer<UInt32>
  private let memo: JSONNameMemo
  private let state: UnsafeMutablePointer<State>

  /// Marks the rank of an empty text: worse than any value.
  private static let empty: UInt8 = 0x80

  private struct State {
    var record = UnsafeRawBufferPointer(start: nil, count: 0)
    var number: UInt32 = 0
  }

  init(_ map: JSONFieldMap) {
    self.map = map
    memo = JSONNameMemo(map)
    slots = .allocate(capacity: max(1, map.slotCount))
    slots.initialize(repeating: .null, count: max(1, map.slotCount))
    ranks = .allocate(capacity: max(1, map.slotCount))
    ranks.initialize(repeating: 0, count: max(1, map.slotCount))
    targets = .allocate(capacity: max(1, map.targets.count))
    for (i, target) in map.targets.enumerated() { (targets + i).initialize(to: target) }
    visits = .allocate(capacity: map.nodeCount)
    visits.initialize(repeating: 0, count: map.nodeCount)
    state = .allocate(capacity: 1)
    state.initialize(to: State())
  }

  deinit {
    slots.deallocate()
    ranks.deallocate()
    targets.deallocate()
    visits.deallocate()
    state.deallocate()
  }

  /// The record that was scanned last.
  @inline(__always) var record: UnsafeRawBufferPointer { state.pointee.record }

  /// Notes the values of `record` in `slots`.
  /// - Returns: false for a blank line or a comment.
  /// - Throws: `DecodeFailure` when the record isn't one JSON object.
  func scan(_ record: UnsafeRawBufferPointer) throws(DecodeFailure) -> Bool {
    slots.update(repeating: .null, count: map.slotCount)
    state.pointee.record = record
    state.pointee.number &+= 1
    guard var scanner = JSONScanner(record) else {
      if record.isEmpty { return false }
      throw DecodeFailure("the record is too long")
    }
    let first = scanner.next()
    if scanner.i == scanner.count || first == 0x23 { return false }
    try object(&scanner, node: 0, depth: 0)
    _ = scanner.next()
    guard scanner.i == scanner.count else { throw scanner.fail("text behind the object") }
    return true
  }

  /// Takes values that were found by other means: `texts` are parts of `record`.
  func take(_ record: UnsafeRawBufferPointer, _ texts: UnsafeBufferPointer<SlotText>) {
    slots.update(repeating: .null, count: map.slotCount)
    state.pointee.record = record
    for text in texts {
      let value = JSONToken(
        kind: .string, isEscaped: false, isSpecial: true,
        start: Int32(truncatingIfNeeded: text.start), end: Int32(truncatingIfNeeded: text.end))
      note(value, text.target)
    }
  }

  /// A text and where it belongs.
  struct SlotText {
    var target = JSONFieldMap.Target()
    var start = 0
    var end = 0
  }

  /// Notes the members of one object; `depth` is bounded by that of the map.
  private func object(
    _ scanner: inout JSONScanner, node: Int, depth: Int
  ) throws(DecodeFailure) {
    guard try scanner.open(0x7B, closing: 0x7D) else { return }
    let memo = memo
    let names = memo.names
    var known = memo.start(of: node)
    repeat {
      _ = scanner.next()
      let expected = names + Int(known.pointee.first)
      if expected.pointee.passes(&scanner) {
        known = expected
      } else {
        let other = names + Int(known.pointee.second)
        known =
          other.pointee.passes(&scanner)
          ? other : try memo.read(&scanner, after: known, node: node)
      }
      let index = Int(known.pointee.target)
      if index < 0 {
        _ = try scanner.value(depth: depth &+ 1)
        continue
      }
      let target = targets[index]
      if target.child < 0 {
        note(try scanner.value(depth: depth &+ 1), target)
        continue
      }
      let generation = memo.generation
      note(try nested(&scanner, Int(target.child), depth: depth &+ 1), target)
      if memo.generation != generation || known == memo.unremembered {
        known = memo.start(of: node)
      }
    } while try scanner.more(closing: 0x7D)
  }

  /// Reads a value that has fields of its own if it is an object.
  @inline(never)
  private func nested(
    _ scanner: inout JSONScanner, _ node: Int, depth: Int
  ) throws(DecodeFailure) -> JSONToken {
    if visits[node] == state.pointee.number {
      // The name came before: the values of its first object don't count.
      for slot in map.slotsBelow[node] { slots[slot] = .null }
    }
    visits[node] = state.pointee.number
    guard scanner.next() == 0x7B, scanner.i < scanner.count else {
      return try scanner.value(depth: depth)
    }
    guard depth < JSONScanner.maximumDepth else { throw scanner.fail("nested too deeply") }
    let start = scanner.i
    try object(&scanner, node: node, depth: depth)
    return JSONToken(
      kind: .object, isEscaped: false, isSpecial: false, start: Int32(truncatingIfNeeded: start),
      end: Int32(truncatingIfNeeded: scanner.i))
  }

  /// Keeps `value` unless a better path of the same field has given one.
  @inline(__always)
  private func note(_ value: JSONToken, _ target: JSONFieldMap.Target) {
    let slot = Int(target.slot)
    guard slot >= 0 else { return }
    if slots[slot].kind == .null {
      slots[slot] = value
      ranks[slot] = value.isBlank ? target.rank | Self.empty : target.rank
    } else {
      replace(slot, value, target.rank)
    }
  }

  @inline(never)
  private func replace(_ slot: Int, _ value: JSONToken, _ rank: UInt8) {
    let new = value.isBlank ? rank | Self.empty : rank
    let isSameName = ranks[slot] & ~Self.empty == rank
    guard isSameName || (value.kind != .null && new < ranks[slot]) else { return }
    slots[slot] = value
    ranks[slot] = new
  }
}

extension JSONToken {
  /// True for null and the empty text.
  @inline(__always) var isBlank: Bool {
    kind == .null || (kind == .string && start == end)
  }
}
