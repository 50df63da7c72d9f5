import SecurityModel
import Testing

@testable import Detection

@Suite struct DedupWindowTests {
  private func hour(_ n: Int64) -> Timestamp {
    Timestamp(milliseconds: (480_000 + n) * Timestamp.Duration.hour + 5)
  }

  @Test("knows a record again for 72 hours behind the newest, and no longer")
  func horizon() {
    var window = DedupWindow()
    // The last two of hour 0 are out of the window: neither known nor kept.
    let deliveries: [(key: UInt64, hour: Int64, isNew: Bool)] = [
      (7, 0, true), (7, 0, false), (7, 1, true), (1, 71, true), (7, 0, false), (2, 72, true),
      (7, 0, true), (7, 0, true), (7, 1, false),
    ]
    for delivery in deliveries {
      let isNew = window.insert(delivery.key, at: hour(delivery.hour))
      #expect(isNew == delivery.isNew)
    }
  }

  @Test("hours that share a place in the ring do not mix")
  func ring() {
    var window = DedupWindow()
    for n in 0..<(1_000 as Int64) {
      let first = window.insert(42, at: hour(n))
      let second = window.insert(42, at: hour(n))
      let oldest = window.insert(42, at: hour(max(0, n - 71)))
      #expect(first)
      #expect(!second)
      #expect(!oldest)
    }
  }

  @Test("what it gives for the store brings the same window back, in any order")
  func restores() throws {
    var window = DedupWindow()
    var blobs: [String: [UInt8]] = [:]
    for n in 0..<(100 as Int64) {
      for key in 0..<(50 as UInt64) { _ = window.insert(key &* 977 &+ UInt64(n), at: hour(n)) }
      if n % 9 == 0 { keep(window.takeChanges(), in: &blobs) }
    }
    keep(window.takeChanges(), in: &blobs)
    var second = DedupWindow()
    for (key, bytes) in blobs.sorted(by: { $0.key > $1.key }) {
      try second.restore(.init(key: key, bytes: bytes))
    }
    for n in 0..<(100 as Int64) {
      for key in 0..<(60 as UInt64) {
        let record = key &* 977 &+ UInt64(n)
        let isNew = window.insert(record, at: hour(n))
        let isNewThere = second.insert(record, at: hour(n))
        #expect(isNew == isNewThere)
      }
    }
  }

  private func keep(_ changes: [Checkpoint.StateBlob], in blobs: inout [String: [UInt8]]) {
    for change in changes { blobs[change.key] = change.bytes.isEmpty ? nil : change.bytes }
  }
}
