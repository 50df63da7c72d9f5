import Dashboard
import Foundation
import Runtime
import SecurityModel

/// Writes exports of the dashboard.
enum FindingFiles {
  /// Into the folder that the program was started in.
  static let exporter = FindingExporter(folder: FileManager.default.currentDirectoryPath) {
    records, format in
    let export = FindingExport(rawValue: format.rawValue) ?? .jsonl
    let lines = (export.header.map { [$0] } ?? []) + records.map { export.line($0) }
    return lines.joined(separator: "\n") + "\n"
  }
}
