import SecurityModel
import Testing

@testable import Detection

@Suite struct ReorderBufferTests {
  @Test("hands on every event once and in order, however they come and are released")
  func order() {
    for seed in 0..<(20 as UInt64) {
      var dice = TestRandom(seed)
      var buffer = ReorderBuffer(capacity: 300)
      var given: [OrderKey] = []
      var seen: [OrderKey] = []
      var late = 0
      var newest: Int64 = 0
      func take(_ event: inout APIEvent) {
        seen.append(OrderKey(time: event.time, tieBreak: event.tieBreak))
        if event.flags.contains(.late) { late += 1 }
      }
      for n in 0..<2_000 {
        var event = APIEvent()
        newest += Int64(dice.next() % 20_000)
        event.time = Timestamp(milliseconds: newest - Int64(dice.next() % 400_000))
        event.tieBreak = UInt64(n)
        given.append(OrderKey(time: event.time, tieBreak: event.tieBreak))
        buffer.push(event) { take(&$0) }
        if n % 37 == 0 {
          buffer.release(upTo: Timestamp(milliseconds: newest - 400_000)) { take(&$0) }
        }
      }
      buffer.flush { take(&$0) }
      #expect(buffer.count == 0)
      #expect(given.sorted() == seen.sorted())
      // Out of order are only those that were told as late.
      var greatest = OrderKey.start
      var behind = 0
      for key in seen {
        if key < greatest { behind += 1 } else { greatest = key }
      }
      #expect(behind == late)
    }
  }
}
