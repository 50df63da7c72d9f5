import Testing

@testable import Detection

@Suite("Volume of one credential, whatever happens")
struct CredentialVolumeRobustnessTests {
  /// Random traffic with bursts, gaps and late events; calls `each` after every event.
  private func play(
    seed: UInt64, events: Int, _ subject: inout Subject,
    each: (inout Subject, Int, Int64) -> Void = { _, _, _ in }
  ) {
    var random = TestRandom(seed)
    var time = Subject.monday
    for i in 0..<events {
      time += Int64(random.integer(1...300_000))
      if random.integer(0...2_000) == 0 { time += Int64(random.integer(1...40)) * Subject.hour }
      let late = random.integer(0...50) == 0 ? Int64(random.integer(0...30)) * Subject.hour : 0
      let amount = UInt32(random.integer(1...(i % 5_000 > 4_900 ? 40 : 3)))
      subject.volume.add(amount, at: time - late, in: &subject.workspace)
      each(&subject, i, time)
    }
    subject.raised += subject.workspace.drain()
  }

  private func encoded(_ volume: CredentialVolume) -> [UInt8] {
    var bytes: [UInt8] = []
    volume.encode(into: &bytes)
    return bytes
  }

  @Test("the state survives writing and reading at any moment")
  func encodingIsExact() throws {
    var straight = Subject(tunables: .ranking)
    play(seed: 9, events: 30_000, &straight)
    var broken = Subject(tunables: .ranking)
    play(seed: 9, events: 30_000, &broken) { subject, i, _ in
      guard i % 97 == 0 else { return }
      var bytes: [UInt8] = []
      subject.volume.encode(into: &bytes)
      if let read = CredentialVolume(decoding: bytes) { subject.volume = read }
    }
    #expect(straight.raised.count > 3)
    #expect(straight.raised == broken.raised)
    #expect(encoded(straight.volume) == encoded(broken.volume))
    let state = try #require(CredentialVolume(decoding: encoded(straight.volume)))
    #expect(encoded(state) == encoded(straight.volume))
  }

  @Test("closing hours early or late changes nothing")
  func advanceIsOptional() {
    var straight = Subject(tunables: .ranking)
    play(seed: 4, events: 20_000, &straight)
    var advanced = Subject(tunables: .ranking)
    play(seed: 4, events: 20_000, &advanced) { subject, i, time in
      if i % 3 == 0 { subject.volume.advance(to: time, in: &subject.workspace) }
    }
    #expect(!straight.raised.isEmpty)
    #expect(straight.raised == advanced.raised)
  }

  @Test("a shared workspace does not mix credentials")
  func workspaceHoldsNoState() {
    var alone = Subject(tunables: .ranking)
    play(seed: 6, events: 20_000, &alone)
    var disturbed = Subject(tunables: .ranking)
    var other = CredentialVolume()
    play(seed: 6, events: 20_000, &disturbed) { subject, _, time in
      let kept = subject.workspace.verdicts
      other.add(7, at: time, in: &subject.workspace)
      subject.workspace.verdicts = kept
    }
    #expect(alone.raised == disturbed.raised)
  }

  @Test("damaged or foreign bytes are refused or harmless")
  func damagedBytes() {
    var subject = Subject()
    play(seed: 2, events: 6_000, &subject)
    let good = encoded(subject.volume)
    #expect(CredentialVolume(decoding: [] as [UInt8]) == nil)
    #expect(CredentialVolume(decoding: good.dropLast()) == nil)
    var foreign = good
    // The version before is read; its quarter hours are learnt anew.
    foreign[0] = CredentialVolume.encodingVersion - 1
    #expect(
      CredentialVolume(decoding: foreign)?.totalCount
        == CredentialVolume(decoding: good)?.totalCount)
    foreign[0] = CredentialVolume.encodingVersion - 2
    #expect(CredentialVolume(decoding: foreign) == nil)
    foreign[0] = CredentialVolume.encodingVersion + 1
    #expect(CredentialVolume(decoding: foreign) == nil)
    var random = TestRandom(8)
    for _ in 0..<300 {
      var bytes = good
      for _ in 0..<4 {
        bytes[random.integer(0...(bytes.count - 1))] = UInt8(random.integer(0...255))
      }
      guard var volume = CredentialVolume(decoding: bytes) else { continue }
      for k in 0..<50 {
        volume.add(
          900, at: Subject.time(day: 40, hour: k % 24) + Int64(k) * 1_000,
          in: &subject.workspace)
      }
      _ = volume.expectedBand(
        forHour: Subject.time(day: 41, hour: 0), in: &subject.workspace)
    }
  }

  @Test("wild times and amounts neither crash nor hang")
  func hostileInput() {
    var subject = Subject(tunables: .ranking)
    let times: [Int64] = [
      .min, -1, 0, 1, .max, Subject.monday, .max - 1, 4_102_444_800_000, Subject.monday + 1,
      253_402_300_799_999, .min + 1,
    ]
    for time in times {
      for amount in [UInt32(0), 1, .max, 50] {
        subject.volume.add(amount, at: time, in: &subject.workspace)
        subject.volume.advance(to: time, in: &subject.workspace)
        _ = subject.volume.expectedBand(forHour: time, in: &subject.workspace)
      }
    }
    #expect(subject.volume.footprint < 4_096)
    var huge = Subject(tunables: .ranking)
    for hour in 0..<800 {
      huge.volume.add(
        .max, at: Subject.time(day: 0, hour: hour), in: &huge.workspace)
      huge.volume.add(
        .max, at: Subject.time(day: 0, hour: hour), in: &huge.workspace)
    }
    #expect(huge.volume.totalCount == 1_600 * UInt64(UInt32.max))
  }

  @Test("late events count in their own hour and may still be told")
  func lateEvents() throws {
    var subject = Subject()
    for day in 0..<30 { for hour in 0..<24 { subject.spread(100, day: day, hour: hour) } }
    for hour in 0..<8 { subject.spread(100, day: 30, hour: hour) }
    #expect(subject.raised.isEmpty)
    subject.volume.add(
      2_000, at: Subject.time(day: 30, hour: 3, minute: 20), in: &subject.workspace)
    let verdicts = subject.workspace.drain()
    let verdict = try #require(verdicts.first)
    #expect(verdict.late)
    #expect(verdict.windowStart == Subject.time(day: 30, hour: 3))
    #expect(verdict.observed > 1_900)
    // Older than 26 hours: counted in the total, no more.
    let total = subject.volume.totalCount
    subject.volume.add(
      2_000, at: Subject.time(day: 28, hour: 3), in: &subject.workspace)
    let nothing = subject.workspace.drain()
    #expect(nothing.isEmpty)
    #expect(subject.volume.totalCount == total + 2_000)
  }
}
