import Testing

@testable import Detection

@Suite("Volume model of one series")
struct VolumeModelTests {
  private static let step: Int64 = 300_000

  /// A daily rhythm with noise; `change` may alter single values.
  private func scores(
    count: Int, seed: UInt64 = 1, change: (Int, Double) -> Double = { $1 }
  ) -> [VolumeScore] {
    var model = VolumeModel()
    var random = TestRandom(seed)
    return (0..<count).map { i in
      let phase = Double(i % 288) / 288
      let level = phase > 0.3 && phase < 0.75 ? 80.0 : 20.0
      let value = change(i, level + random.normal() * 3)
      return model.ingest(value: value, bucketStart: Int64(i) * Self.step)
    }
  }

  private func top(_ scores: [VolumeScore], from: Int) -> Int {
    (from..<scores.count).max { scores[$0].score < scores[$1].score } ?? 0
  }

  @Test("a spike at night that would be ordinary by day scores highest")
  func nightSpike() {
    let at = 288 * 9 + 20
    let all = scores(count: 288 * 10) { i, value in (at..<at + 12).contains(i) ? 80 : value }
    #expect((at..<at + 30).contains(top(all, from: 600)))
  }

  @Test("a level shift, a flat line and a missing day each stand out")
  func otherShapes() {
    let at = 288 * 9
    let shift = scores(count: 288 * 10) { i, value in i >= at ? value + 40 : value }
    #expect((at..<at + 288).contains(top(shift, from: 600)))
    let flat = scores(count: 288 * 10) { i, value in i >= at ? 20 : value }
    #expect(flat[at...].contains { $0.contribution(.flat) > 8 })
    #expect(!flat[600..<at].contains { $0.contribution(.flat) > 8 })
    let ramp = scores(count: 288 * 10) { i, value in
      i >= at ? value + 0.5 * Double(i - at) : value
    }
    #expect((at..<at + 288).contains(top(ramp, from: 600)))
  }

  @Test("near-constant series do not flood: a tiny wobble is no alarm among many")
  func nearConstant() {
    var model = VolumeModel()
    var random = TestRandom(7)
    var loud = 0
    for i in 0..<4_000 {
      let value = 5.0 + (random.integer(0...40) == 0 ? 0.001 : 0)
      let score = model.ingest(value: value, bucketStart: Int64(i) * Self.step)
      if score.score > 0.7 { loud += 1 }
    }
    // About a hundred wobbles: a handful may be told, not each.
    #expect(loud < 6)
  }

  @Test("the same values give the same scores, one by one")
  func streaming() {
    let short = scores(count: 1_000)
    let long = scores(count: 1_500)
    for i in 0..<1_000 { #expect(short[i].score == long[i].score) }
  }

  @Test("hostile values are survived and scores stay between 0 and 1")
  func hostileValues() {
    var model = VolumeModel()
    var random = TestRandom(3)
    let odd: [Double] = [
      .nan, .infinity, -.infinity, 1e300, -1e300, .greatestFiniteMagnitude, -5, 0,
      .leastNonzeroMagnitude,
    ]
    let times: [Int64] = [.min, .max, 0, -1, 5]
    for i in 0..<3_000 {
      let value = i % 37 == 0 ? odd[i / 37 % odd.count] : random.unit() * 10
      let time = i % 53 == 0 ? times[i / 53 % times.count] : Int64(i / 2) * Self.step
      let score = model.ingest(value: value, bucketStart: time)
      #expect(score.score >= 0 && score.score <= 1)
      #expect(score.surprise.isFinite)
    }
  }

  @Test("after an alert like ones rest, a clearly larger one does not")
  func rest() {
    let first = 288 * 8
    let all = scores(count: 288 * 9) { i, value in
      switch i {
      case first: value + 200
      case first + 20: value + 200
      default: value
      }
    }
    #expect(all[first + 20].score < all[first].score)
  }

  @Test("the interval is inferred, gaps and repeats notwithstanding")
  func interval() {
    var clock = IntervalClock()
    var time: Int64 = 0
    for i in 0..<200 {
      time += i % 17 == 0 ? 3_600_000 : i % 23 == 0 ? 0 : 60_000
      clock.observe(time)
    }
    #expect(clock.interval == 60_000)
  }

  @Test("views that speak are named and add up to the surprise")
  func explanation() {
    let at = 288 * 9 + 20
    let all = scores(count: 288 * 10) { i, value in i == at ? 388 : value }
    let score = all[at]
    let sum = VolumeView.allCases.reduce(0) { $0 + score.contribution($1) }
    #expect(abs(sum - score.surprise) < 1e-6)
    #expect(score.explanation.contains("388"))
    #expect(score.explanation.contains("expected"))
  }
}
