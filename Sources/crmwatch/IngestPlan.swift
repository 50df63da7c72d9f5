import EventSources
import Foundation
import LogFormats
import Runtime
import Settings

/// What is to be read and how: the one place where options and configuration become the options of
/// a pipeline, for `watch`, `collect`, `replay` and `demo` alike.
struct IngestPlan {
  var sources: [String]
  var mode: SourceHub.Mode
  /// Format of every source; nil = each is recognised.
  var format: String?
  /// Organisation id for records that name none.
  var org = ""
  /// Longest record in bytes.
  var recordLimit = SourceOptions.defaultRecordLimit

  /// - Throws: `Failure` for a format that isn't known, files of settings with mistakes, and, where
  ///   reading ends with what is there, sources that aren't there.
  func options(_ options: GlobalOptions, _ configuration: Configuration) throws -> IngestOptions {
    var specs: [SourceSpec] = []
    for text in sources {
      let spec = try SourceSpec.parse(text)
      if mode == .once, let problem = spec.problem() { throw problem }
      specs.append(spec)
    }
    var ingest = IngestOptions(
      sources: specs, mode: mode, detection: try options.engineSettings(configuration))
    try options.addRules(to: &ingest, configuration)
    ingest.formats = FormatCatalog(configuration.formats)
    _ = try Formats.named(format, among: ingest.formats)
    ingest.format = format
    ingest.defaultOrg = org
    ingest.recordLimit = recordLimit
    return ingest
  }
}
