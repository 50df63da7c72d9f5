import Testing

@testable import Runtime

@Suite struct RateMeterTests {
  @Test func `counts whole seconds and falls back to zero`() {
    var meter = RateMeter()
    meter.note(total: 0, at: 10_000)
    meter.note(total: 50, at: 10_400)
    #expect(meter.perSecond == 0)
    meter.note(total: 80, at: 11_000)
    #expect(meter.perSecond == 80)
    meter.note(total: 80, at: 12_100)
    #expect(meter.perSecond == 0)
    #expect(meter.isIdle)
  }
}
