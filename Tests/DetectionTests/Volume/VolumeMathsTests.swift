import Testing

@testable import Detection

@Suite("Arithmetic of the volume model")
struct VolumeMathsTests {
  @Test("logarithm and exponential agree with known values")
  func knownValues() {
    #expect(abs(RealMaths.ln(2) - 0.6931471805599453) < 1e-12)
    #expect(abs(RealMaths.ln(10) - 2.302585092994046) < 1e-12)
    #expect(abs(RealMaths.ln(1e-300) + 690.7755278982137) < 1e-9)
    #expect(abs(RealMaths.exp(1) - 2.718281828459045) < 1e-12)
    #expect(RealMaths.exp(-1_000) == 0)
    #expect(RealMaths.exp(1_000).isFinite)
    for x in [0.001, 0.5, 0.999, 1.0, 1.5, 7.0, 1e9] {
      #expect(abs(RealMaths.exp(RealMaths.ln(x)) / x - 1) < 1e-12)
    }
  }

  @Test("logarithm of what has none is clamped", arguments: [0, -1, -Double.infinity])
  func clampedLogarithm(value: Double) {
    #expect(RealMaths.ln(value) == -708)
    #expect(RealMaths.ln1p(value) == 0)
  }

  @Test("count codes are exact when small, within 4% when large, and ordered")
  func countCodes() {
    for n in UInt32(0)...15 { #expect(CountCode(n).value == Double(n)) }
    var last: UInt8 = 15
    for n: UInt32 in [16, 17, 40, 100, 999, 12_345, 1_000_000, 1_500_000_000] {
      let code = CountCode(n)
      #expect(abs(code.value / Double(n) - 1) < 0.045)
      #expect(code.raw >= last)
      last = code.raw
    }
    #expect(CountCode(.max).raw == 255)
  }

  @Test("a tail knows rare from common, and forgets")
  func fadingTail() {
    var tail = FadingTail(halfLife: 500)
    var random = TestRandom(1)
    for _ in 0..<2_000 { tail.learn(abs(random.normal())) }
    #expect(tail.surprise(0.5, cap: 9) < 1)
    #expect(tail.surprise(8, cap: 9) > 3)
    let before = tail.surprise(4, cap: 9)
    for _ in 0..<3 { tail.learn(200) }
    for _ in 0..<6_000 { tail.learn(abs(random.normal())) }
    #expect(abs(tail.surprise(4, cap: 9) - before) < 1.5)
  }

  @Test("a compact tail agrees with the order of surprise")
  func compactTail() {
    var tail = CompactTail()
    var random = TestRandom(2)
    for i in 0..<3_000 { tail.learn(abs(random.normal()), rate: max(0.004, 1 / Double(i + 1))) }
    #expect(abs(Double(tail.threshold) - 1.645) < 0.5)
    #expect(tail.surprise(1, cap: 8) < tail.surprise(3, cap: 8))
    #expect(tail.surprise(1e12, cap: 8) == 8)
  }

  @Test("month ends are counted from both sides")
  func monthEnds() {
    func hour(_ year: Int, _ month: Int, _ day: Int) -> Int32 {
      Int32(HourCalendar.day(year: year, month: month, day: day) * 24)
    }
    #expect(HourCalendar.monthEnd(hour(2026, 2, 28)).distance == 0)
    #expect(HourCalendar.monthEnd(hour(2024, 2, 28)).distance == 1)
    #expect(HourCalendar.monthEnd(hour(2026, 3, 1)).distance == -1)
    #expect(
      HourCalendar.monthEnd(hour(2026, 3, 1)).month
        == HourCalendar.monthEnd(hour(2026, 2, 28)).month)
    #expect(HourCalendar.isWeekend(hour(2026, 1, 4)))
    #expect(!HourCalendar.isWeekend(hour(2026, 1, 5)))
  }

  @Test("every tunable can be set by its key and says what it is")
  func tunables() {
    var tunables = VolumeTunables()
    for entry in VolumeTunables.catalogue {
      #expect(!entry.unit.isEmpty && !entry.help.isEmpty)
      let before = tunables
      let same = tunables.set(entry.key, to: entry.defaultValue)
      #expect(same)
      #expect(tunables == before)
      let changed = tunables.set(entry.key, to: entry.defaultValue + 1)
      #expect(changed)
      #expect(tunables != before)
      tunables = VolumeTunables()
      let odd = tunables.set(entry.key, to: .nan)
      #expect(!odd)
    }
    let unknown = tunables.set("nonsense", to: 1)
    #expect(!unknown)
  }
}

/// The search brought up to date sample by sample against the plain definition.
@Suite struct ShapeSearchTests {
  /// Least distance of the newest `length` values to a run that ends at least 49 samples earlier.
  private func plain(_ line: ArraySlice<Double>, _ length: Int) -> Double {
    let values = Array(line)
    let n = values.count
    guard n > 96 else { return 0 }
    var least = Double.infinity
    for lag in 49...(n - 48) {
      var sum = 0.0
      for k in 0..<length {
        let difference = values[n - 1 - k] - values[n - 1 - k - lag]
        sum += difference * difference
      }
      least = min(least, sum)
    }
    return (least / Double(length)).squareRoot()
  }

  @Test func `distances equal the definition, after giants and in dead calm`() {
    var random = TestRandom(7)
    var window = SampleWindow(capacity: 300)
    var search = ShapeSearch()
    var all: [Double] = []
    for i in 0..<1_500 {
      var value = (random.normal() * 3).rounded() / 7 + Double(i % 24)
      if i == 400 || i == 1_000 { value = 4e12 }
      if (600..<760).contains(i) { value = 5 }
      all.append(value)
      window.append(value)
      let count = window.count
      let found = window.withLine { search.nearest($0, count: count) }
      guard i % 37 == 0 || (395..<460).contains(i) || (640..<660).contains(i) else { continue }
      let recent = all.suffix(count)
      for (got, length) in [(found.short, 6), (found.middle, 16), (found.long, 48)] {
        let want = plain(recent, length)
        #expect(abs(got - want) <= 1e-4 + 1e-4 * want, "sample \(i), run of \(length)")
      }
    }
  }

  @Test("a view's curve is read off between its points and level beyond them")
  func curve() {
    let view = VolumeEvidence.View("x", (1, 0), (2, 4), (4, 5))
    #expect([0, 1, 1.5, 2, 3, 4, 99].map(view.adds) == [0, 0, 2, 4, 4.5, 5, 5])
    #expect(VolumeEvidence.View("none").adds(3) == 0)
  }

  @Test("every kind of verdict has at most sixteen named views, their points in order")
  func curves() {
    let all = [
      VolumeEvidence.spike, VolumeEvidence.burst, VolumeEvidence.held, VolumeEvidence.daily,
      VolumeEvidence.offSchedule, VolumeEvidence.dormant, VolumeEvidence.first,
    ]
    for model in all {
      #expect(model.views.count <= 16)
      for view in model.views {
        #expect(!view.name.isEmpty)
        #expect(zip(view.points, view.points.dropFirst()).allSatisfy { $0.0 < $1.0 })
      }
    }
  }
}
