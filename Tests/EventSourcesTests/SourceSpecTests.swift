import Testing

@testable import EventSources

@Suite("SOURCE arguments")
struct SourceSpecTests {
  @Test("are understood by their form")
  func forms() throws {
    #expect(try SourceSpec.parse("-").kind == .standardInput)
    #expect(try SourceSpec.parse("unix:/run/x.sock").kind == .socket("/run/x.sock"))
    #expect(try SourceSpec.parse("unix:x.sock", relativeTo: "/run").kind == .socket("/run/x.sock"))
    #expect(try SourceSpec.parse("./a//b/", relativeTo: "/x").kind == .path("/x/a/b"))
    #expect(try SourceSpec.parse("../b", relativeTo: "/x").kind == .path("/x/../b"))
    #expect(
      try SourceSpec.parse("*.csv", relativeTo: "/none").kind
        == .glob(GlobPattern("/none/*.csv")))
  }

  @Test("a file that exists is meant literally, whatever its name")
  func literalWildcards() throws {
    let scratch = try Scratch()
    let path = try scratch.write("report[1].csv", "x")
    #expect(try SourceSpec.parse(path).kind == .path(path))
  }

  @Test(
    "that can never work are refused with a remedy",
    arguments: [
      "", "unix:", "unix:/", "unix:/run/", "unix:/" + String(repeating: "x", count: 200), "a\0b",
    ])
  func refused(text: String) {
    #expect(throws: SourceError.self) { try SourceSpec.parse(text) }
  }

  @Test("say what is wrong before anything starts")
  func problems() throws {
    let scratch = try Scratch()
    let missing = scratch.at("nothing.log")
    let error = try #require(try SourceSpec.parse(missing).problem())
    #expect(error.kind == .notFound)
    #expect(error.reason == "no such file: \(missing); check the path")
    #expect(try SourceSpec.parse(scratch.path).problem() == nil)
    #expect(try SourceSpec.parse(scratch.at("*.csv")).problem() == nil)
  }
}
