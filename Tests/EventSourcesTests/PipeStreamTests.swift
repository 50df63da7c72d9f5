import Foundation
import SecurityModel
import Testing

@testable import EventSources

@Suite("Pipes")
struct PipeStreamTests {
  @Test("give what is written, wait for more, and end with their writer")
  func pipe() throws {
    guard case .done(let (reading, writing)) = System.pipe() else { return }
    let stream = PipeStream(uri: "-", descriptor: reading, ownsDescriptor: true, headBytes: 8)
    var buffer = [UInt8](repeating: 0, count: 16)
    func read() throws -> ReadResult {
      try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
    }
    #expect(try read() == .wouldBlock)
    #expect(stream.isWaiting && stream.isLive)
    #expect(writeAll(writing, Array("hello, pipe".utf8), 11) == 11)
    #expect(try stream.head(5) == Array("hello".utf8))
    #expect(try read() == .bytes(5))
    #expect(try read() == .bytes(6))
    #expect(stream.position == 11)
    #expect(try stream.head(100) == Array("hello, p".utf8), "no more than the limit is kept")
    close(writing)
    #expect(try read() == .end(.finished))
    #expect(try read() == .end(.finished))
  }

  @Test("named ones are read until their writers are gone")
  func named() throws {
    let scratch = try Scratch()
    let path = scratch.at("fifo")
    try #require(mkfifo(path, 0o600) == 0)
    let pump = try Pump([path], .once)
    #expect(pump.tracks.count == 1)
    #expect(pump.hub.expectsMore)
    let writer = open(path, O_WRONLY)
    #expect(writeAll(writer, Array("one\n".utf8), 4) == 4)
    pump.run("the bytes") { pump.text(path) == "one\n" }
    close(writer)
    pump.run("the end") { pump.tracks[0].end == .finished }
    #expect(!pump.hub.expectsMore)
  }

  @Test("below a directory are left alone")
  func inDirectory() throws {
    let scratch = try Scratch()
    try #require(mkfifo(scratch.at("fifo"), 0o600) == 0)
    try scratch.write("a.log", "1\n")
    #expect(try Pump([scratch.path], .once).names == ["a.log"])
  }
}
