import Foundation
import SecurityModel
import Testing

@testable import EventSources

@Suite("Hostile input")
struct HostileInputTests {
  @Test(
    "damaged compressed files end in good bytes and an error, never in more", arguments: 1...200)
  func damagedGzip(seed: Int) throws {
    var dice = RotationStressTests.Dice(state: UInt64(seed))
    let scratch = try Scratch()
    let good = Array(lines(300).utf8)
    var bytes = gzip(good) + gzip(good)
    for _ in 0..<Int.random(in: 1...8, using: &dice) {
      let at = Int.random(in: 2..<bytes.count, using: &dice)
      switch Int.random(in: 0..<3, using: &dice) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &dice)
      case 1: bytes.removeLast(min(bytes.count - 3, Int.random(in: 0..<50, using: &dice)))
      default: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: at)
      }
    }
    let path = try scratch.write("x", bytes)
    var limits = SourceLimits()
    limits.decompressedBytes = 1 << 20
    let pump = try Pump([path], .once, limits: limits, chunk: 501)
    let track = try #require(pump.tracks.first)
    #expect(track.end != nil || track.error != nil)
    #expect(track.bytes.count <= 1 << 20)
    #expect(track.stream.position == Int64(track.bytes.count))
    _ = try? track.stream.head(4096)
  }

  @Test("checkpoints with impossible numbers do no harm")
  func impossibleCheckpoints() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n2\n")
    let packed = try scratch.write("x.gz", gzip("1\n2\n"))
    let pump = try Pump([path, packed], .once)
    for offset in [Int64.min, -1, 3, Int64.max] {
      var resume = pump.tracks.map { SourceCheckpoint(of: $0.stream, at: offset) }
      for index in resume.indices { resume[index].size = .max }
      let again = try Pump([path, packed], .once, resume: resume)
      #expect(again.tracks.count == 2)
      #expect(again.tracks.allSatisfy { $0.end == .finished })
      if offset < 0 { #expect(again.tracks.map(\.text) == ["1\n2\n", "1\n2\n"]) }
    }
    var resume = pump.tracks.map { SourceCheckpoint(of: $0.stream) }
    for index in resume.indices { resume[index].fingerprintLength = index == 0 ? -5 : .max }
    #expect(try Pump([path, packed], .once, resume: resume).tracks.count == 2)
  }

  @Test("names with control characters and dots are names like others")
  func strangeNames() throws {
    let scratch = try Scratch()
    let names = ["a\u{1B}[31m.log", "new\nline.log", String(repeating: "x.", count: 120), "日志.log"]
    for name in names { try scratch.write(name, "1\n") }
    let pump = try Pump([scratch.path], .follow)
    #expect(pump.tracks.count == names.count)
    for name in names { try scratch.append(name, "2\n") }
    pump.run("growth") { pump.tracks.allSatisfy { $0.text == "1\n2\n" } }
  }

  @Test("names that are not UTF-8 are counted, not read")
  func notUTF8() throws {
    let scratch = try Scratch()
    let path = Array((scratch.path + "/bad").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    try scratch.write("good.log", "1\n")
    let pump = try Pump([scratch.path], .once)
    #expect(pump.names == ["good.log"])
    #expect(pump.notices.count == 1)
  }
}
