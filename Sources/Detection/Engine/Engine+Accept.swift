public import SecurityModel

extension Engine {
  /// Learns the volume behind a finding that the analyst closed as expected: it raises the
  /// reference from now on. Findings of other families teach nothing about volume.
  ///
  /// - Returns: false when the finding is not about a credential's volume or schedule, or the
  ///   credential is not known.
  @discardableResult
  public func accept(_ finding: Finding) -> Bool {
    guard Self.volumeDetectors.contains(finding.detector) else { return false }
    let credential = symbols.intern(finding.credential)
    let org = symbols.intern(finding.org)
    guard let profile = core.profiles.find(credential, org: org, platform: finding.platform) else {
      return false
    }
    profile.pointee.callVolume.accept()
    profile.pointee.rowVolume.accept()
    markDirty(profile)
    return true
  }

  /// Detectors that speak for the volume model.
  private static let volumeDetectors: Set<String> = ["VOL-001", "VOL-002", "TIM-001", "EXF-001"]
}
