import CHints

/// Memory for plain values found by a small number, filled with one value until they are set.
///
/// What an array costs per access (reference counts, the check for other owners) is nothing on its
/// own and a good part of the time per event when every event makes dozens of accesses. Bounds are
/// checked all the same.
struct FlatTable<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  /// Number of elements there are; all of them hold a value.
  private(set) var count: Int
  private let filler: Element

  /// A table of `count` elements equal to `filler`.
  init(filledWith filler: Element, count: Int = 0) {
    self.filler = filler
    self.count = count
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: filler, count: count)
  }

  deinit { base.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such element")
      return base[index]
    }
    nonmutating _modify {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such element")
      yield &base[index]
    }
  }

  /// Where an element lies, until the table grows.
  @inline(__always)
  borrowing func pointer(to index: Int) -> UnsafeMutablePointer<Element> {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such element")
    return base + index
  }

  /// Brings an element near that will be needed soon.
  @inline(__always)
  borrowing func prefetch(_ index: Int) {
    if UInt(bitPattern: index) < UInt(bitPattern: count) { crmwatch_prefetch(base + index) }
  }

  /// Makes sure that there is an element `index`.
  @inline(__always)
  mutating func reach(_ index: Int) {
    if index >= count { grow(to: index + 1) }
  }

  @inline(never)
  private mutating func grow(to least: Int) {
    let wanted = max(least, count + count / 2, 1_024)
    let bigger = UnsafeMutablePointer<Element>.allocate(capacity: wanted)
    bigger.update(from: base, count: count)
    (bigger + count).initialize(repeating: filler, count: wanted - count)
    base.deallocate()
    base = bigger
    count = wanted
  }
}
