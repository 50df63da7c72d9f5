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

  /// A nightly job of about 400 calls at 02:00, for `days` days and one night more.
  private func nightly(days: Int, seed: UInt64 = 3, hour: Int = 2) -> Subject {
    var subject = Subject()
    var random = TestRandom(seed)
    for day in 0...days {
      subject.spread(
        400 + random.integer(0...60), day: day, hour: hour, from: random.integer(0...20),
        minutes: 30)
    }
    return subject
  }

  @Test("a steady integration raises nothing in six weeks", arguments: [UInt64(1), 2, 3])
  func steadyIsQuiet(seed: UInt64) {
    #expect(steady(days: 42, seed: seed).raised.isEmpty)
  }

  @Test("ten times the usual rate is told within 15 minutes of its onset")
  func spikeIsSeenSoon() throws {
    var subject = steady(days: 30)
    for hour in 0..<11 { subject.spread(100, day: 30, hour: hour) }
    subject.spread(30, day: 30, hour: 11, minutes: 20)
    subject.spread(700, day: 30, hour: 11, from: 20, minutes: 40)
    let onset = Subject.time(day: 30, hour: 11, minute: 20)
    let spike = try #require(subject.raised.first { $0.kind == .spike })
    #expect(spike.raised - onset <= 15 * Subject.minute)
    #expect(spike.raised >= onset)
    #expect(spike.windowStart == Subject.time(day: 30, hour: 11))
    #expect(spike.explanation.contains("calls in"))
  }

  @Test("a spike of several hours is one verdict, a far larger one later another")
  func restAndSecondAttack() {
    var subject = steady(days: 30)
    for hour in 0..<10 { subject.spread(100, day: 30, hour: hour) }
    for hour in 10..<13 { subject.spread(600, day: 30, hour: hour) }
    #expect(subject.raised.count { $0.kind == .spike } == 1)
    for hour in 13..<24 { subject.spread(100, day: 30, hour: hour) }
    for hour in 0..<4 { subject.spread(100, day: 31, hour: hour) }
    subject.spread(5_000, day: 31, hour: 4)
    #expect(subject.raised.count { $0.kind == .spike } >= 2)
  }

  @Test("a level of 1.8x is told as held within 12 hours")
  func dripIsFound() throws {
    var subject = steady(days: 30)
    for hour in 0..<18 { subject.spread(180, day: 30, hour: hour) }
    subject.advance(day: 30, hour: 18)
    let drip = try #require(subject.raised.first { $0.kind == .sustained })
    #expect(drip.raised <= Subject.time(day: 30, hour: 12))
    #expect(drip.ratio > 1.2 && drip.ratio < 2.1)
    #expect(drip.explanation.contains("expected"))
  }

  @Test("hours inside a finding are not learnt until accepted")
  func quarantine() throws {
    var subject = steady(days: 30)
    for hour in 0..<24 { subject.spread(hour < 4 ? 100 : 900, day: 30, hour: hour) }
    let next = Subject.time(day: 31, hour: 12)
    let before = try #require(
      subject.volume.expectedBand(forHour: next, in: &subject.workspace))
    #expect(before.high < 200)
    subject.volume.accept()
    let band = subject.volume.expectedBand(forHour: next, in: &subject.workspace)
    #expect((band?.median ?? 0) >= before.median)
  }

  @Test("a nightly job seen by day is outside its schedule")
  func offSchedule() throws {
    var subject = nightly(days: 28)
    #expect(subject.raised.isEmpty)
    subject.spread(120, day: 28, hour: 14, minutes: 20)
    let verdict = try #require(subject.raised.first)
    #expect(verdict.kind == .offSchedule)
    #expect(verdict.hourOfDay == 14)
    #expect(verdict.raised < Subject.time(day: 28, hour: 14, minute: 5))
    #expect(verdict.explanation.contains("14:00"))
    let shares = verdict.contributions
    #expect(abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    #expect(shares.allSatisfy { !$0.view.isEmpty })
  }

  @Test("a job that moves by an hour with the clocks stays quiet", arguments: [1, 3])
  func clockChange(newHour: Int) {
    var subject = nightly(days: 28)
    for day in 29..<42 { subject.spread(420, day: day, hour: newHour, from: 5, minutes: 30) }
    #expect(subject.raised.isEmpty)
  }

  @Test("a missed night made up for in the morning is no finding")
  func catchUp() {
    var subject = nightly(days: 27)
    subject.spread(430, day: 28, hour: 8, minutes: 30)
    #expect(subject.raised.isEmpty)
  }

  @Test("an outage worked off afterwards is no spike; the same volume without outage is")
  func outage() {
    var subject = steady(days: 30)
    for hour in 0..<6 { subject.spread(100, day: 30, hour: hour) }
    subject.spread(600, day: 30, hour: 12)
    for hour in 13..<24 { subject.spread(100, day: 30, hour: hour) }
    #expect(subject.raised.isEmpty)
    var other = steady(days: 30)
    for hour in 0..<12 { other.spread(100, day: 30, hour: hour) }
    other.spread(600, day: 30, hour: 12)
    #expect(other.kinds().contains(.spike))
  }

  @Test("a month-end run is told at first and quiet the third time")
  func monthEnd() {
    var subject = Subject()
    var random = TestRandom(5)
    // 31 January, 28 February and 31 March 2026 are days 26, 54 and 85.
    var perRun: [Int] = []
    for day in 0..<90 {
      for hour in 6..<20 {
        let peak = [26, 54, 85].contains(day) && hour == 10
        subject.spread(
          (peak ? 900 : 90) + random.integer(0...20), day: day, hour: hour)
      }
      if [26, 54, 85].contains(day) {
        subject.advance(day: day + 1, hour: 0)
        perRun.append(subject.raised.count)
        subject.raised = []
      }
    }
    #expect(perRun[0] > 0)
    #expect(perRun[2] == 0)
  }

  @Test("sparse weekly work raises nothing", arguments: [UInt64(1), 2, 3, 4])
  func sparseIsQuiet(seed: UInt64) {
    var subject = Subject()
    var random = TestRandom(seed)
    for week in 0..<8 {
      subject.spread(
        200 + random.integer(0...80), day: week * 7 + 2, hour: 9 + random.integer(0...1),
        minutes: 30)
    }
    #expect(subject.raised.isEmpty)
  }

  @Test("near-constant traffic raises nothing when it wobbles by a few calls")
  func nearConstantIsQuiet() {
    var subject = Subject(tunables: .ranking)
    for day in 0..<35 {
      for hour in 0..<24 { subject.spread(hour == 5 && day == 30 ? 66 : 60, day: day, hour: hour) }
    }
    #expect(subject.raised.isEmpty)
  }

  @Test("a credential silent for weeks is told at its first call")
  func dormant() throws {
    var subject = Subject()
    for day in 0..<20 { for hour in 8..<17 { subject.spread(40, day: day, hour: hour) } }
    subject.spread(2, day: 65, hour: 10)
    let verdict = try #require(subject.raised.first { $0.kind == .dormant })
    #expect(verdict.gapHours > 40 * 24)
    #expect(verdict.raised == Subject.time(day: 65, hour: 10))
    #expect(verdict.explanation.contains("days of silence"))
  }

  @Test("nothing is said before there is history")
  func coldStart() {
    var subject = steady(days: 10)
    subject.spread(5_000, day: 10, hour: 3)
    #expect(subject.raised.isEmpty)
    let at = Subject.time(day: 10, hour: 4)
    #expect(subject.volume.state(at: at, in: subject.workspace) == .learning)
    let later = Subject.time(day: 60, hour: 4)
    #expect(subject.volume.state(at: later, in: subject.workspace) == .stale)
  }

  @Test("announced volume is counted but neither told nor learnt")
  func announced() throws {
    var subject = steady(days: 30)
    subject.volume.announce(
      from: Subject.time(day: 30, hour: 0), until: Subject.time(day: 31, hour: 0),
      in: &subject.workspace)
    let before = subject.volume.totalCount
    for hour in 0..<24 { subject.spread(2_000, day: 30, hour: hour) }
    #expect(subject.volume.totalCount == before + 48_000)
    for hour in 0..<6 { subject.spread(100, day: 31, hour: hour) }
    #expect(subject.raised.isEmpty)
    let band = try #require(
      subject.volume.expectedBand(
        forHour: Subject.time(day: 31, hour: 12), in: &subject.workspace))
    #expect(band.high < 150)
  }

  @Test("an announcement inside one hour keeps that hour from being learnt")
  func announcedWithinAnHour() throws {
    var subject = steady(days: 30)
    subject.volume.announce(
      from: Subject.time(day: 30, hour: 10, minute: 10),
      until: Subject.time(day: 30, hour: 10, minute: 40), in: &subject.workspace)
    for hour in 0..<10 { subject.spread(100, day: 30, hour: hour) }
    subject.spread(5_000, day: 30, hour: 10, from: 15, minutes: 20)
    for hour in 11..<24 { subject.spread(100, day: 30, hour: hour) }
    #expect(subject.raised.isEmpty)
    let band = try #require(
      subject.volume.expectedBand(
        forHour: Subject.time(day: 31, hour: 10), in: &subject.workspace))
    #expect(band.high < 150)
    // The same volume without an announcement is told.
    subject.spread(5_000, day: 31, hour: 10, from: 15, minutes: 20)
    #expect(subject.raised.contains { $0.kind == .spike })
  }

  @Test("a fifth more, held for days, is told by the daily totals, once")
  func slowLevel() throws {
    var subject = steady(days: 35)
    for day in 35..<42 {
      for hour in 0..<24 { subject.spread(125, day: day, hour: hour) }
    }
    let daily = subject.raised.filter(\.isDaily)
    #expect(daily.count == 1)
    let told = try #require(daily.first)
    #expect(told.raised <= Subject.time(day: 40, hour: 0))
    #expect(told.ratio > 1.15 && told.ratio < 1.4)
    #expect(told.explanation.contains("calls a day for"))
    #expect(subject.raised.filter { !$0.isDaily && $0.kind != .sustained }.isEmpty)
  }

  @Test("what the analyst accepts is the new reference")
  func accepted() throws {
    func high(accepting: Bool) -> Double {
      var subject = steady(days: 30)
      for day in 30..<37 {
        for hour in 0..<24 { subject.spread(400, day: day, hour: hour) }
      }
      #expect(!subject.raised.isEmpty)
      if accepting { subject.volume.accept() }
      return subject.volume.expectedBand(
        forHour: Subject.time(day: 37, hour: 5), in: &subject.workspace)?.high ?? 0
    }
    #expect(high(accepting: false) < 150)
    #expect(high(accepting: true) > 350)
  }

  @Test("a rush inside an even hour is told within a quarter of an hour")
  func rushIsSoonTold() throws {
    var subject = steady(days: 30)
    for hour in 0..<9 { subject.spread(100, day: 30, hour: hour) }
    subject.spread(40, day: 30, hour: 9, minutes: 24)
    subject.spread(150, day: 30, hour: 9, from: 24, minutes: 36)
    let first = try #require(subject.raised.first)
    #expect(first.kind == .spike && first.windowSeconds == 900)
    #expect(first.raised <= Subject.time(day: 30, hour: 9, minute: 39))
  }

  @Test("a catch-up is left out, or listed low where everything is listed")
  func catchUpIsListedLow() throws {
    func score(missing: Bool) -> Double? {
      var subject = steady(days: 30, tunables: .ranking)
      let told = subject.raised.count
      for hour in 0..<24 where !missing || !(4..<12).contains(hour) {
        subject.spread(hour == 12 ? 800 : 100, day: 30, hour: hour)
      }
      return subject.raised.dropFirst(told).first { $0.kind == .spike }?.score
    }
    let attack = try #require(score(missing: false))
    let catchUp = score(missing: true) ?? 0
    #expect(catchUp < 0.5 * attack)
    var subject = steady(days: 30)
    for hour in 0..<24 where !(4..<12).contains(hour) {
      subject.spread(hour == 12 ? 800 : 100, day: 30, hour: hour)
    }
    #expect(subject.raised.filter { $0.kind == .spike }.isEmpty)
  }

  @Test("rows have their own floor")
  func rowsFloor() {
    for (amount, expected) in [(3_000, false), (40_000, true)] {
      var subject = Subject(.rows)
      for day in 0..<30 {
        for hour in 0..<24 {
          subject.volume.add(
            100, at: Subject.time(day: day, hour: hour), in: &subject.workspace)
        }
      }
      subject.volume.add(
        UInt32(amount), at: Subject.time(day: 30, hour: 0, minute: 5), in: &subject.workspace)
      let verdicts = subject.workspace.drain()
      #expect(verdicts.contains { $0.kind == .spike } == expected)
    }
  }

  @Test("state stays within 2.5 KB, and small for a rare visitor")
  func footprint() {
    #expect(steady(days: 40).volume.footprint <= 2_560)
    var rare = Subject()
    rare.spread(3, day: 0, hour: 9)
    #expect(rare.volume.footprint <= 512)
  }
}
