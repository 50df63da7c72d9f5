import Foundation
import Testing

@Suite struct PurityTests {
  @Test("the dashboard imports the vocabulary and the cell grid, and nothing that does I/O")
  func imports() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("Sources/Dashboard")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
    #expect(files.count > 30)
    for file in files {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      for line in text.split(separator: "\n") where line.contains("import ") {
        guard line.hasPrefix("import ") || line.hasPrefix("public import ") else { continue }
        let module = line.split(separator: " ").last.map(String.init) ?? ""
        #expect(["SecurityModel", "TerminalKit"].contains(module), "\(file): \(line)")
      }
    }
  }
}
