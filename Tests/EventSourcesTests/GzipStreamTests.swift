import Foundation
import SecurityModel
import Testing

@testable import EventSources

@Suite("Compressed files")
struct GzipStreamTests {
  @Test("are known by their content, whatever the name", arguments: ["x.log", "x.log.gz"])
  func byMagic(name: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(name, gzip(lines(5000)))
    let pump = try Pump([path], .follow, chunk: 500)
    #expect(pump.text(path) == lines(5000))
    #expect(pump.tracks[0].end == .finished)
    #expect(pump.tracks[0].stream.isLive == false)
    let plain = try scratch.write("plain.gz", lines(3))
    #expect(try Pump([plain], .once).text(plain) == lines(3))
  }

  @Test("may have several members, empty ones, and padding")
  func members() throws {
    let scratch = try Scratch()
    let padding = [UInt8](repeating: 0, count: 70_000)
    let path = try scratch.write(
      "x.gz", gzip(lines(10)) + gzip("") + gzip(lines(10, from: 10)) + padding)
    let pump = try Pump([path], .once)
    #expect(pump.text(path) == lines(20))
    #expect(pump.tracks[0].end == .finished)
  }

  @Test("give what is good before the error of a damaged tail", arguments: [true, false])
  func damaged(isCut: Bool) throws {
    let scratch = try Scratch()
    var bytes = gzip(lines(10)) + gzip(lines(50_000, from: 10))
    if isCut {
      bytes.removeLast(bytes.count / 3)
    } else {
      for at in (bytes.count * 2 / 3)..<(bytes.count * 2 / 3 + 64) { bytes[at] ^= 0xA5 }
    }
    let path = try scratch.write("x.gz", bytes)
    let pump = try Pump([path], .once)
    let track = pump.tracks[0]
    #expect(track.error?.kind == .corrupt)
    #expect(track.text.hasPrefix(lines(10_000)))
    #expect(track.bytes.count < lines(50_010).utf8.count)
    #expect(try track.stream.read(into: .init(start: nil, count: 0)) == .end(.closed))
  }

  @Test("followed by something else are an error after their content")
  func trailing() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.gz", gzip(lines(10)) + Array("garbage".utf8))
    let pump = try Pump([path], .once)
    #expect(pump.text(path) == lines(10))
    #expect(pump.tracks[0].error?.kind == .corrupt)
  }

  @Test("that expand without measure are stopped")
  func bombs() throws {
    let scratch = try Scratch()
    let zeros = [UInt8](repeating: 0x20, count: 8 << 20)
    let path = try scratch.write("x.gz", gzip(zeros))
    var limits = SourceLimits()
    #expect(try Pump([path], .once, limits: limits).tracks[0].bytes.count == zeros.count)
    limits.decompressionGrace = 1 << 20
    let byRatio = try Pump([path], .once, limits: limits).tracks[0]
    #expect(byRatio.error?.reason.contains("bomb") == true)
    #expect(byRatio.bytes.count < 2 << 20)
    limits = SourceLimits()
    limits.decompressedBytes = 3 << 20
    let bySize = try Pump([path], .once, limits: limits).tracks[0]
    #expect(bySize.error?.kind == .corrupt)
    #expect(bySize.bytes.count <= 3 << 20)
  }

  @Test("still being written are read as they grow, without an error in between")
  func growing() throws {
    let scratch = try Scratch()
    let pump = try Pump([scratch.path], .follow)
    let bytes = gzip(lines(20_000))
    let descriptor = open(scratch.at("x.gz"), O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    let half = bytes.count / 2
    #expect(writeAll(descriptor, bytes, half) == half)
    pump.run("the first half") { pump.tracks.last.map { !$0.bytes.isEmpty } ?? false }
    #expect(writeAll(descriptor, Array(bytes[half...]), bytes.count - half) == bytes.count - half)
    pump.run("the second half") { pump.text(scratch.at("x.gz")) == lines(20_000) }
    #expect(pump.failures.isEmpty)
    #expect(pump.tracks.count == 1)
    #expect(pump.tracks[0].error == nil)
  }

  @Test("cut when found are read on when they are complete")
  func completedLater() throws {
    let scratch = try Scratch()
    let bytes = gzip(lines(20_000))
    let path = try scratch.write("x.gz", Array(bytes.prefix(bytes.count / 2)))
    let pump = try Pump([path], .follow)
    let got = pump.tracks[0].bytes.count
    #expect(pump.tracks[0].error?.kind == .corrupt)
    try scratch.write("x.gz", Array(bytes.suffix(bytes.count - bytes.count / 2)), flags: O_APPEND)
    pump.run("the rest") { pump.tracks.last?.end == .finished }
    #expect(pump.tracks.map(\.text).joined() == lines(20_000))
    #expect(pump.tracks[1].start == Int64(got))
  }

  @Test("made by rotation of what has been read are not read again")
  func rotation() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", lines(100))
    let pump = try Pump([scratch.path], .follow)
    try scratch.move("x.log", "x.log.1")
    try scratch.write("x.log", "new\n")
    pump.run("the rotation") { pump.text(path) == lines(100) + "|new\n" }
    try scratch.write("x.log.1.gz", gzip(lines(100)))
    try scratch.remove("x.log.1")
    pump.run("the compressed file") { pump.tracks(path + ".1.gz").first?.end == .finished }
    #expect(pump.text(path + ".1.gz") == "", "\(pump.notices)")
  }

  @Test("can be peeked at, closed and read on")
  func headAndClose() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.gz", gzip(lines(5000)))
    let pump = try Pump([path], .once, isReading: false)
    let stream = pump.tracks[0].stream
    #expect(try stream.head(100) == Array(lines(5000).utf8.prefix(100)))
    var buffer = [UInt8](repeating: 0, count: 1000)
    let first = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
    guard case .bytes(let count) = first else {
      throw SourceError(uri: path, kind: .corrupt, reason: "\(first)")
    }
    pump.tracks[0].bytes += buffer.prefix(count)
    stream.close()
    #expect(try stream.head(10) == Array(lines(1).utf8.prefix(10)))
    stream.close()
    pump.drain()
    #expect(pump.text(path) == lines(5000))
  }
}
