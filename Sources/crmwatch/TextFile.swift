import Foundation

/// Reads small text files (settings, lists, queries) with a limit and clear errors.
enum TextFile {
  static let limit = 64 << 20

  /// The text of a file; nil when it is missing and not required.
  static func read(_ path: String, required: Bool) throws -> String? {
    if path == "-" {
      return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
    }
    guard FileManager.default.fileExists(atPath: path) else {
      if required { throw Failure(.noInput, "\(path): no such file; check the path") }
      return nil
    }
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if isFolder.boolValue { throw Failure(.noInput, "\(path) is a folder; name a file in it") }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if let size = attributes?[.size] as? Int, size > limit {
      throw Failure(.badData, "\(path) is larger than \(limit >> 20) MiB, too large for this use")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.notPermitted, "\(path) can't be read; check its permissions")
    }
    return String(decoding: data, as: UTF8.self)
  }
}
