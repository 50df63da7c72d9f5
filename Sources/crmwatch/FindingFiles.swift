import Dashboard
import Foundation
import Runtime
import SecurityModel

/// Writes exports of the dashboard.
enum FindingFiles {
  static let exporter = FindingExporter(folder: FileManager.default.currentDirectoryPath) {
    records, format in
    switch format {
    case .jsonl, .ocsf, .csv, .cef:
      records.map { FindingJSON.value($0).text }.joined(separator: "\n") + "\n"
    }
  }
}
