import Foundation

/// Runs the built program in a folder of its own and takes what it writes.
struct CommandLineTool {
  /// What came of one run.
  struct Outcome {
    var code: Int32
    var output: String
    var errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// The lines of standard output as JSON objects.
    var objects: [[String: Any]] {
      get throws {
        try lines.map { line in
          let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
          guard let object = value as? [String: Any] else { throw NotAnObject(line: line) }
          return object
        }
      }
    }
  }

  struct NotAnObject: Error {
    var line: String
  }

  struct NoProgram: Error {}

  /// The folder of this test; the program's home and working directory.
  let folder: URL
  private let program: URL

  init() throws {
    // `CRMWATCH_BINARY` lets the same tests look at a release build.
    var places: [URL] = []
    if let path = ProcessInfo.processInfo.environment["CRMWATCH_BINARY"] {
      places.append(URL(fileURLWithPath: path))
    }
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    places.append(bundle.appendingPathComponent("crmwatch"))
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    places.append(root.appendingPathComponent(".build/debug/crmwatch"))
    guard
      let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { throw NoProgram() }
    program = found
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("crmwatch-commands-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Writes a file into the folder and gives its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// Runs the program to its end.
  func callAsFunction(_ arguments: String..., input: String? = nil) throws -> Outcome {
    try run(arguments, input: input)
  }

  /// Runs the program to its end.
  func run(_ arguments: [String], input: String? = nil) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "HOME": folder.path, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color",
      "USER": "tester",
    ]
    // Files instead of pipes: neither side can block the other.
    let names = ["in", "out", "err"].map { folder.appendingPathComponent(".\($0)-\(UUID())") }
    try Data((input ?? "").utf8).write(to: names[0])
    for name in names.dropFirst() { try Data().write(to: name) }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationReason == .exit
        ? process.terminationStatus : -process.terminationStatus,
      output: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self))
  }
}
