import Testing

@testable import Detection

@Suite("Volume of one credential")
struct CredentialVolumeTests {
  /// A round-the-clock integration of about `level` calls an hour for some days.
  private func steady(
    days: Int, level: Int = 100, seed: UInt64 = 1, tunables: VolumeTunables = VolumeTunables()
  ) -> Subject {
    var subject = Subject(tunables: tunables)
    var random = TestRandom(seed)
    for day in 0..<days {
      for hour in 0..<24 {
        subject.spread(
          level + Int(random.normal() * 0.1 * Double(level)), day: day, hour: hour)
      }
    }
    return subject
  }

  @Test("a steady integration raises nothing in six weeks")
  func steadyIsQuiet() {
    let subject = steady(days: 42)
    #expect(subject.raised.isEmpty)
  }

  @Test("ten times the usual rate is told within 15 minutes of its onset")
  func spikeIsSeenSoon() {
    var subject = steady(days: 30)
    for hour in 0..<11 { subject.spread(100, day: 30, hour: hour) }
    subject.spread(30, day: 30, hour: 11, minutes: 20)
    subject.spread(700, day: 30, hour: 11, from: 20, minutes: 40)
    let onset = Subject.time(day: 30, hour: 11, minute: 20)
    let spike = subject.raised.first { $0.kind == .spike }
    #expect(spike != nil)
    #expect((spike?.raised ?? .max) - onset <= 15 * Subject.minute)
    #expect(spike?.explanation.contains("calls in") == true)
  }

  @Test("a nightly job seen by day is outside its schedule")
  func offSchedule() {
    var subject = Subject()
    var random = TestRandom(3)
    for day in 0...28 {
      subject.spread(400 + random.integer(0...60), day: day, hour: 2, minutes: 30)
    }
    #expect(subject.raised.isEmpty)
    subject.spread(120, day: 28, hour: 14, minutes: 20)
    #expect(subject.kinds().contains(.offSchedule))
    #expect(subject.raised.first?.hourOfDay == 14)
  }

  @Test("the state survives writing and reading at any moment")
  func encodingIsExact() throws {
    var straight = Subject(tunables: .ranking)
    var broken = Subject(tunables: .ranking)
    var random = TestRandom(9)
    var time = Subject.monday
    for i in 0..<30_000 {
      time += Int64(random.integer(1...240_000))
      let amount = UInt32(random.integer(1...(i % 5_000 > 4_900 ? 40 : 3)))
      straight.volume.add(amount, at: time, in: &straight.workspace)
      broken.volume.add(amount, at: time, in: &broken.workspace)
      if i % 97 == 0 {
        var bytes: [UInt8] = []
        broken.volume.encode(into: &bytes)
        broken.volume = try #require(CredentialVolume(decoding: bytes))
      }
    }
    straight.raised += straight.workspace.drain()
    broken.raised += broken.workspace.drain()
    #expect(!straight.raised.isEmpty)
    #expect(straight.raised == broken.raised)
    var a: [UInt8] = []
    var b: [UInt8] = []
    straight.volume.encode(into: &a)
    broken.volume.encode(into: &b)
    #expect(a == b)
  }
}
