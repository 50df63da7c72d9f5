import SecurityModel
import Testing

@testable import Detection

@Suite struct MomentWindowTests {
  @Test(
    "counts like the window without bounds, as long as it takes the events", arguments: [1, 3, 9])
  func countsAlike(capacity: Int) {
    var dice = TestRandom(UInt64(capacity))
    for _ in 0..<200 {
      var small = MomentWindow()
      var large = SlidingCount()
      var now: Int64 = 1_700_000_000_000
      for _ in 0..<40 {
        now += Int64(dice.next() % 40_000)
        let time = Timestamp(milliseconds: now)
        guard let count = small.add(time, length: 60_000, capacity: capacity) else { break }
        let expected = large.add(time, length: 60_000, capacity: capacity)
        #expect(count == expected)
        #expect(encoded { small.encode(into: &$0) } == encoded { large.encode(into: &$0) })
      }
    }
  }

  @Test("refuses, and keeps what it has, when an event doesn't fit or is not the newest")
  func refuses() {
    var window = MomentWindow()
    for i in 0..<MomentWindow.capacity {
      let time = Timestamp(milliseconds: Int64(i) * 1_000)
      let count = window.add(time, length: 60_000, capacity: 301)
      #expect(count == i + 1)
    }
    let before = encoded { window.encode(into: &$0) }
    for milliseconds in [10_000, 1_000] as [Int64] {
      let time = Timestamp(milliseconds: milliseconds)
      let count = window.add(time, length: 60_000, capacity: 301)
      #expect(count == nil)
    }
    #expect(encoded { window.encode(into: &$0) } == before)
    #expect(window.unbounded.moments.count == MomentWindow.capacity)
    #expect(MomentWindow(window.unbounded).map { $0.count } == window.count)
  }

  private func encoded(_ write: (inout ByteWriter) -> Void) -> [UInt8] {
    var out = ByteWriter()
    write(&out)
    return out.bytes
  }
}
