import Testing

@testable import EventSources

@Suite("The tail of what was read")
struct TailTests {
  private func tail(_ pieces: [Int]) -> Tail {
    var tail = Tail()
    var next: UInt8 = 0
    for piece in pieces {
      let bytes = (0..<piece).map { next &+ UInt8(truncatingIfNeeded: $0) }
      next = next &+ UInt8(truncatingIfNeeded: piece)
      bytes.withUnsafeBytes { tail.append($0) }
    }
    return tail
  }

  @Test(
    "is the same however the bytes came in",
    arguments: [
      [200], [1, 199], [199, 1], [100, 0, 63, 37], [64, 136], Array(repeating: 1, count: 200),
    ])
  func pieces(_ pieces: [Int]) {
    #expect(tail(pieces) == tail([200]))
    #expect(tail(pieces).bytes == (136..<200).map { UInt8($0) })
    #expect(tail(pieces).hash(before: 200) != 0)
  }

  @Test("has a hash only where it is whole: all there is, or all that is kept")
  func whole() {
    #expect(tail([10]).hash(before: 10) != 0)
    #expect(tail([10]).hash(before: 11) == 0)
    #expect(tail([70]).hash(before: 1_000) != 0)
    #expect(Tail().hash(before: 0) == 0)
  }
}
