import SecurityModel

/// The active detectors in the order in which they look at an event, and who wants which events.
///
/// Which detectors an event concerns is found by a bit mask per interest, and they are called
/// through unowned references: the roster holds them as long as it lives, so nothing is counted
/// per event.
struct DetectorRoster: ~Copyable {
  /// The detectors, for everything that isn't done per event.
  let cells: [DetectorCell]
  /// Every interest that some detector has: an event without it concerns nobody.
  let anyInterest: UInt32

  private let references: UnsafeMutablePointer<Unmanaged<DetectorCell>>
  /// For each bit of an interest the detectors that have it, a bit each.
  private let masks: UnsafeMutablePointer<UInt64>

  init(_ cells: [DetectorCell]) {
    precondition(cells.count <= 64, "a mask has 64 bits")
    self.cells = cells
    references = .allocate(capacity: max(1, cells.count))
    masks = .allocate(capacity: 32)
    masks.initialize(repeating: 0, count: 32)
    var all: UInt32 = 0
    for (i, cell) in cells.enumerated() {
      (references + i).initialize(to: .passUnretained(cell))
      all |= cell.interest.rawValue
      for bit in 0..<32 where cell.interest.rawValue >> UInt32(bit) & 1 != 0 {
        masks[bit] |= 1 << UInt64(i)
      }
    }
    anyInterest = all
  }

  deinit {
    references.deallocate()
    masks.deallocate()
  }

  /// Calls the detectors that share an interest with `wanted`, in their order.
  @inline(__always)
  func observe(_ wanted: UInt32, _ context: inout DetectorContext) {
    var bits = wanted & anyInterest
    var concerned: UInt64 = 0
    while bits != 0 {
      concerned |= masks[bits.trailingZeroBitCount]
      bits &= bits &- 1
    }
    while concerned != 0 {
      let i = concerned.trailingZeroBitCount
      concerned &= concerned &- 1
      context.detector = i
      references[i]._withUnsafeGuaranteedRef { $0.observe(&context) }
    }
  }
}
