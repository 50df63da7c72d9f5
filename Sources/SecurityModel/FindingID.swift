/// Makes the stable ids of findings and incidents.
public enum FindingID {
  /// 16 hexadecimal digits from everything that identifies a finding.
  ///
  /// - Parameter anchor: the window start, or the time of the triggering event.
  /// - Parameter key: tells apart findings of one detector on one credential at one time, such as
  ///   the object or network class; empty when there is none.
  public static func make(
    detector: String, version: Int, platform: Platform, org: String, credential: String,
    anchor: Timestamp, key: String = ""
  ) -> String {
    var state = StableHash.string(detector, seed: UInt64(truncatingIfNeeded: version))
    state = StableHash.combine(state, UInt64(platform.rawValue))
    state = StableHash.combine(state, StableHash.string(org))
    state = StableHash.combine(state, StableHash.string(credential))
    state = StableHash.combine(state, UInt64(bitPattern: anchor.milliseconds))
    state = StableHash.combine(state, StableHash.string(key))
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Id of the incident of a credential that begins at `anchor`: `I` and 12 hexadecimal digits.
  public static func incident(
    platform: Platform, org: String, credential: String, anchor: Timestamp
  ) -> String {
    "I"
      + make(
        detector: "incident", version: 1, platform: platform, org: org, credential: credential,
        anchor: anchor
      ).prefix(12)
  }
}
