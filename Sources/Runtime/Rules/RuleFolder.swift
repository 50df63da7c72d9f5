import Foundation
public import SigmaRules

/// The user's rule files: finds, reads and watches them.
///
/// A file that can't be read or has a mistake is used as it was when it was last good, so that a
/// slip in an editor doesn't switch a rule off.
public struct RuleFolder: Sendable {
  /// Longest rule file read.
  public static let maximumFileSize = 4 << 20
  /// Most files read.
  public static let maximumFiles = 20_000

  /// Files and directories as the user gave them.
  public let paths: [String]
  private var stamps: [String: Stamp] = [:]
  private var good: [String: RuleCollection] = [:]

  private struct Stamp: Equatable {
    var size: Int
    var modified: Date
    var inode: Int
  }

  public init(_ paths: [String]) { self.paths = paths }

  /// The rule files below the paths, sorted.
  public static func files(_ paths: [String]) throws(RuleIssue) -> [String] {
    let manager = FileManager.default
    var found: [String] = []
    for path in paths {
      var isDirectory: ObjCBool = false
      guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw RuleIssue("there is no such file or directory; check the path", file: path)
      }
      guard isDirectory.boolValue else {
        found.append(path)
        continue
      }
      let base = path.hasSuffix("/") ? String(path.dropLast()) : path
      for name in manager.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? []
      where isRule(name) {
        found.append(base + "/" + name)
        if found.count > maximumFiles {
          throw RuleIssue("more than \(maximumFiles) rule files; name a smaller folder", file: path)
        }
      }
    }
    return found.sorted()
  }

  /// YAML files, except hidden ones and those in hidden folders.
  private static func isRule(_ name: String) -> Bool {
    let lower = name.lowercased()
    return (lower.hasSuffix(".yml") || lower.hasSuffix(".yaml"))
      && !name.split(separator: "/").contains { $0.hasPrefix(".") }
  }

  /// The text of one file.
  public static func read(_ path: String) throws(RuleIssue) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RuleIssue("the file can't be read; check its permissions", file: path)
    }
    guard data.count <= maximumFileSize else {
      throw RuleIssue("the file is larger than \(maximumFileSize >> 20) MiB", file: path)
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw RuleIssue("the file isn't UTF-8 text", file: path)
    }
    return text
  }

  /// The rules, when something has changed since the last call; nil when nothing has.
  ///
  /// - Returns: the rules to use, and what is wrong with the files as they are now.
  public mutating func changed() -> (rules: RuleCollection, issues: [RuleIssue])? {
    var issues: [RuleIssue] = []
    var names: [String] = []
    do throws(RuleIssue) {
      names = try Self.files(paths)
    } catch {
      issues.append(error)
      names = good.keys.sorted()
    }
    let now = Dictionary(
      names.map { ($0, Self.stamp($0)) }, uniquingKeysWith: { first, _ in first })
    if now == stamps, !stamps.isEmpty || names.isEmpty && issues.isEmpty { return nil }
    stamps = now
    var rules = RuleCollection()
    var kept: [String: RuleCollection] = [:]
    for name in names {
      var usable = good[name]
      do throws(RuleIssue) {
        let (read, found) = RuleFileReader.read(try Self.read(name), file: name)
        issues += found
        if usable == nil || !found.contains(where: { $0.severity == .error }) { usable = read }
      } catch { issues.append(error) }
      if let usable {
        kept[name] = usable
        rules.append(usable)
      }
    }
    good = kept
    return (rules, issues)
  }

  private static func stamp(_ path: String) -> Stamp {
    let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
    return Stamp(
      size: attributes[.size] as? Int ?? -1,
      modified: attributes[.modificationDate] as? Date ?? .distantPast,
      inode: attributes[.systemFileNumber] as? Int ?? 0)
  }
}
