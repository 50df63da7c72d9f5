/// Catch-up credit: what was expected and did not come may come later without being a spike.
extension CredentialVolume {
  /// Hours for which a debt may be paid back.
  private static let debtLife: Int32 = 24
  /// Longest silence that is compared with other days.
  private static let longestSilence: Int32 = 72

  /// Volume that may still be made up for.
  func credit(at hour: Int32) -> Double {
    debtHour >= 0 && hour - debtHour <= Self.debtLife ? Double(debt) : 0
  }

  /// The largest debt that a window starting at `from` may have been paying back.
  func creditForWindow(from: Int32) -> Double {
    debtHour >= 0 && from - debtHour <= Self.debtLife ? Double(debtPeak) : 0
  }

  /// Adds what the silent hours before the running one should have held.
  ///
  /// The workspace must hold the hours before the running one.
  mutating func noteSilence(_ hours: Int32, in workspace: VolumeWorkspace) {
    guard hours >= 1, hours <= Self.longestSilence else { return }
    let silent = workspace.window(
      hours: Int(min(hours, Self.debtLife + 1)), end: hour, first: firstHour, isSilence: true)
    guard silent.comparisons >= 3, silent.lowQuarterLog > 0, silent.observed == 0 else { return }
    owe(silent.median, at: hour - 1)
  }

  /// Balances a closed hour against its expectation.
  mutating func balance(count: Double, profile: HourProfile, hour: Int32) {
    let expected = RealMaths.exp(profile.medians.1) - 1
    if count < expected, RealMaths.ln1p(count) - profile.medians.1 < -2 * profile.scales.1 {
      owe(expected - count, at: hour)
    } else if count > profile.median {
      debt = max(0, debt - Float(count - profile.median))
    }
  }

  private mutating func owe(_ amount: Double, at hour: Int32) {
    let old = credit(at: hour)
    if old == 0 { debtPeak = 0 }
    debt = Float(old + amount)
    debtPeak = max(debtPeak, debt)
    debtHour = hour
  }
}
