import Runtime
import Settings
import SigmaRules

/// Rule files that were named on the command line or in the configuration.
struct RuleFiles {
  /// What the documents hold, errors left out.
  let collection: RuleCollection
  /// What is wrong with files and documents, in the order of files and lines.
  private let issues: [RuleIssue]

  /// Reads the files.
  /// - Parameter paths: files and folders; empty = those of `--rules` and the configuration.
  /// - Throws: `Failure` when nothing is named or there.
  init(_ paths: [String], _ options: GlobalOptions, _ configuration: Configuration) throws {
    let given = paths.isEmpty ? options.rules + configuration.rules : paths
    guard !given.isEmpty else {
      throw Failure(
        .noInput, "no rules are named; give a file or folder, or `rules:` in the configuration")
    }
    var names: [String] = []
    do throws(RuleIssue) {
      for path in given {
        if RuleFiles.isLog(path) {
          throw RuleIssue(
            "this is no rule file (.yml, .yaml); logs to try rules on are named with --on, each "
              + "with one of its own", file: path)
        }
      }
      names = try RuleFolder.files(given)
    } catch { throw Failure(.noInput, "\(error.file): \(error.message)") }
    guard !names.isEmpty else {
      throw Failure(.noInput, "\(given.joined(separator: ", ")): no .yml or .yaml files in there")
    }
    var collection = RuleCollection()
    var issues: [RuleIssue] = []
    var last = ""
    // Sorted: a file that was named twice, or by its folder as well, stands beside itself.
    for name in names where name != last {
      last = name
      do throws(RuleIssue) {
        let (read, found) = RuleFileReader.read(try RuleFolder.read(name), file: name)
        collection.append(read)
        issues += found
      } catch { issues.append(error) }
    }
    self.collection = collection
    self.issues = issues
  }

  /// The rules at work, and everything that is wrong with them, by file and line.
  ///
  /// Without any lists in the configuration a placeholder stands for nothing, with a warning; with
  /// some, one without a list is an error.
  func engine(_ configuration: Configuration) -> (engine: RuleEngine, issues: [RuleIssue]) {
    let (engine, found) = RuleEngine.make(
      collection, placeholders: configuration.lists.isEmpty ? nil : configuration.lists)
    return (engine, Self.sorted(issues + found))
  }

  /// By file, line and column; equal ones once.
  static func sorted(_ issues: [RuleIssue]) -> [RuleIssue] {
    var known: Set<RuleIssue> = []
    let unique = issues.filter { known.insert($0).inserted }
    return unique.enumerated().sorted { a, b in
      (a.element.file, a.element.line, a.element.column, a.offset)
        < (b.element.file, b.element.line, b.element.column, b.offset)
    }.map(\.element)
  }

  /// `FILE:LINE:COLUMN: error: reason`; what concerns the whole file is at its start.
  static func line(_ issue: RuleIssue) -> String {
    "\(issue.file):\(max(1, issue.line)):\(max(1, issue.column)): \(issue.severity.rawValue): "
      + issue.message
  }

  /// `3780 rules, 12 correlations, 3 filters; 2 errors, 5 warnings`
  static func summary(_ collection: RuleCollection, _ issues: [RuleIssue]) -> String {
    let errors = issues.count { $0.severity == .error }
    return [
      counted(collection.rules.count, "rule"),
      counted(collection.correlations.count, "correlation"),
      counted(collection.filters.count, "filter"),
    ].joined(separator: ", ") + "; " + counted(errors, "error") + ", "
      + counted(issues.count - errors, "warning")
  }

  /// `1 rule`, `2 rules`
  static func counted(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)" + (number == 1 ? "" : "s")
  }

  /// Whether a path, by its name, is a log that a shell put among the rules.
  private static func isLog(_ path: String) -> Bool {
    let logs = [".jsonl", ".ndjson", ".json", ".csv", ".log", ".gz", ".zst"]
    return logs.contains { path.lowercased().hasSuffix($0) }
  }
}
