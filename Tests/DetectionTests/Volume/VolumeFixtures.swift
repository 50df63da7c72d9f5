import Detection

/// A small deterministic source of randomness for the volume tests (SplitMix64).
struct TestRandom {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform in 0..<1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in the range, both ends included.
  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(unit() * Double(range.count))
  }

  /// About normal with mean 0 and deviation 1 (sum of twelve uniforms).
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += unit() }
    return sum
  }
}

/// One credential under test with its workspace and everything it raised.
struct Subject {
  var volume: CredentialVolume
  var workspace: VolumeWorkspace
  var raised: [VolumeVerdict] = []

  /// Monday, 5 January 2026, 00:00 UTC.
  static let monday: Int64 = 1_767_571_200_000
  static let hour: Int64 = 3_600_000
  static let minute: Int64 = 60_000

  init(_ measure: VolumeMeasure = .calls, tunables: VolumeTunables = VolumeTunables()) {
    volume = CredentialVolume(measure: measure)
    workspace = VolumeWorkspace(tunables: tunables)
  }

  static func time(day: Int, hour: Int, minute: Int = 0) -> Int64 {
    monday + Int64(day) * 24 * Self.hour + Int64(hour) * Self.hour + Int64(minute) * Self.minute
  }

  /// Adds `count` calls, spread evenly over the minutes of one hour.
  mutating func spread(_ count: Int, day: Int, hour: Int, from: Int = 0, minutes: Int = 60) {
    guard count > 0 else { return }
    let start = Self.time(day: day, hour: hour, minute: from)
    for i in 0..<count {
      let offset = Int64(i) * Int64(minutes) * Self.minute / Int64(count)
      volume.add(1, at: start + offset, in: &workspace)
    }
    raised += workspace.drain()
  }

  mutating func advance(day: Int, hour: Int) {
    volume.advance(to: Self.time(day: day, hour: hour), in: &workspace)
    raised += workspace.drain()
  }

  func kinds() -> [VolumeVerdict.Kind] { raised.map(\.kind) }
}
