/// The values of one field of the current event, fetched and folded at most once.
struct FieldColumn: Sendable {
  var values = FieldValues()
  /// Event for which `values` holds.
  var stamp: UInt64 = 0
  /// Event for which `folded` holds.
  var foldStamp: UInt64 = 0
  private var folded: [UInt8] = []
  private var foldedPlaces: [(offset: Int, length: Int)] = []

  init() {}

  /// Folds all values.
  mutating func fold() {
    folded.removeAll(keepingCapacity: true)
    foldedPlaces.removeAll(keepingCapacity: true)
    for slot in values.slots {
      let offset = folded.count
      if slot.length > 0 {
        values.arena.withUnsafeBytes {
          CaseFold.append(
            UnsafeRawBufferPointer(rebasing: $0[slot.offset..<(slot.offset + slot.length)]),
            to: &folded)
        }
      }
      foldedPlaces.append((offset, folded.count - offset))
    }
  }

  /// True when the value at `i` has a text to compare.
  @inline(__always)
  func hasText(_ i: Int) -> Bool {
    let kind = values.slots[i].kind
    return kind != .null && kind != .other
  }

  /// The text of the value at `i`, folded unless `isCased`; for `fold`ed columns.
  @inline(__always)
  func withText<R>(_ i: Int, isCased: Bool, _ body: (UnsafeRawBufferPointer) -> R) -> R {
    if isCased { return values.withBytes(at: i, body) }
    let place = foldedPlaces[i]
    return folded.withUnsafeBytes {
      body(
        UnsafeRawBufferPointer(rebasing: $0[place.offset..<(place.offset &+ place.length)]))
    }
  }
}
