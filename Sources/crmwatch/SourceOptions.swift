import ArgumentParser
import EventSources

/// Options of the commands that read sources.
struct SourceOptions: ParsableArguments {
  @Option(name: .long, help: "Format of every source; otherwise each is recognised.")
  var format: String?
  @Option(name: .long, help: "Organisation id for records that name none.") var org: String = ""
  @Option(name: .long, help: "Longest record in bytes, 1024 or more.")
  var recordLimit = Self.defaultRecordLimit

  static let defaultRecordLimit = 1 << 20
  /// A record is held in memory as a whole.
  private static let recordLimits = 1_024...(1 << 30)

  func validate() throws { try Self.check(recordLimit: recordLimit) }

  static func check(recordLimit: Int) throws {
    guard recordLimits.contains(recordLimit) else {
      throw ValidationError(
        "--record-limit: \(recordLimit) bytes; give \(recordLimits.lowerBound) to "
          + "\(recordLimits.upperBound)")
    }
  }

  /// The plan to read `sources`.
  func plan(_ sources: [String], _ mode: SourceHub.Mode) -> IngestPlan {
    IngestPlan(
      sources: sources, mode: mode, format: format, org: org, recordLimit: recordLimit)
  }
}
