import Testing

@testable import Runtime

@Suite("Live order")
struct LiveOrderTests {
  private final class Source {}
  private let a = Source()
  private let b = Source()

  @Test("is trusted while one source speaks alone")
  func alone() {
    var order = LiveOrder(late: 7)
    #expect(order.isTrusted(0, memory: 1_000))
    for now: Int64 in [0, 10, 20] {
      order.heard(ObjectIdentifier(a), now)
      order.note(late: 7, now)
    }
    #expect(order.isTrusted(20, memory: 1_000))
  }

  @Test("is not trusted while two speak side by side, and again once one has fallen silent")
  func beside() {
    var order = LiveOrder(late: 0)
    order.heard(ObjectIdentifier(a), 100)
    order.heard(ObjectIdentifier(b), 200)
    #expect(!order.isTrusted(200, memory: 1_000))
    order.heard(ObjectIdentifier(a), 300)
    order.heard(ObjectIdentifier(a), 2_199)
    #expect(!order.isTrusted(2_199, memory: 1_000))
    #expect(order.isTrusted(2_200, memory: 1_000))
  }

  @Test("is not trusted for a while after something came late")
  func late() {
    var order = LiveOrder(late: 3)
    order.note(late: 4, 500)
    #expect(!order.isTrusted(501, memory: 1_000))
    #expect(!order.isTrusted(1_499, memory: 1_000))
    order.note(late: 4, 1_500)
    #expect(order.isTrusted(1_500, memory: 1_000))
  }
}
