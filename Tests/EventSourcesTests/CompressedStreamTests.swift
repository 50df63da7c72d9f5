import Foundation
import SecurityModel
import Testing

@testable import EventSources

@Suite("Compressed files")
struct CompressedStreamTests {
  @Test(
    "are known by their content, whatever the name", arguments: ["x.log", "x.log.gz", "x.log.zst"],
    Compressor.allCases)
  func byMagic(name: String, compress: Compressor) throws {
    let scratch = try Scratch()
    let path = try scratch.write(name, compress(lines(5000)))
    let pump = try Pump([path], .follow, chunk: 500)
    #expect(pump.text(path) == lines(5000))
    #expect(pump.tracks[0].end == .finished)
    #expect(pump.tracks[0].stream.isLive == false)
    let plain = try scratch.write("plain.gz", lines(3))
    #expect(try Pump([plain], .once).text(plain) == lines(3))
  }

  @Test("may have several members, empty ones, and padding", arguments: Compressor.allCases)
  func members(compress: Compressor) throws {
    let scratch = try Scratch()
    let padding = [UInt8](repeating: 0, count: 70_000)
    let path = try scratch.write(
      "x.gz", compress(lines(10)) + compress("") + compress(lines(10, from: 10)) + padding)
    let pump = try Pump([path], .once)
    #expect(pump.text(path) == lines(20))
    #expect(pump.tracks[0].end == .finished)
  }

  @Test(
    "give what is good before the error of a damaged tail", arguments: [true, false],
    Compressor.allCases)
  func damaged(isCut: Bool, compress: Compressor) throws {
    let scratch = try Scratch()
    // Compressed in one block, what is damaged would be lost whole.
    var bytes =
      compress(lines(10))
      + (0..<5).flatMap { compress(lines(10_000, from: 10 + 10_000 * $0)) }
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

  @Test(
    "followed by something else are an error after their content", arguments: Compressor.allCases)
  func trailing(compress: Compressor) throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.gz", compress(lines(10)) + Array("garbage".utf8))
    let pump = try Pump([path], .once)
    #expect(pump.text(path) == lines(10))
    #expect(pump.tracks[0].error?.kind == .corrupt)
  }

  @Test("that expand without measure are stopped", arguments: Compressor.allCases)
  func bombs(compress: Compressor) throws {
    let scratch = try Scratch()
    let zeros = [UInt8](repeating: 0x20, count: 8 << 20)
    let path = try scratch.write("x.gz", compress(zeros))
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

  @Test(
    "still being written are read as they grow, without an error in between",
    arguments: Compressor.allCases)
  func growing(compress: Compressor) throws {
    let scratch = try Scratch()
    let pump = try Pump([scratch.path], .follow)
    let bytes = compress(lines(20_000)) + compress(lines(20_000, from: 20_000))
    let descriptor = open(scratch.at("x.gz"), O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    let half = bytes.count * 2 / 3
    #expect(writeAll(descriptor, bytes, half) == half)
    pump.run("the first half") { pump.tracks.last.map { !$0.bytes.isEmpty } ?? false }
    #expect(writeAll(descriptor, Array(bytes[half...]), bytes.count - half) == bytes.count - half)
    pump.run("the second half") { pump.text(scratch.at("x.gz")) == lines(40_000) }
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

  @Test("can be peeked at, closed and read on", arguments: Compressor.allCases)
  func headAndClose(compress: Compressor) throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.gz", compress(lines(5000)))
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

  @Test("are read from a pipe as well", arguments: Compressor.allCases)
  func piped(compress: Compressor) throws {
    let packed = compress(lines(3000)) + compress(lines(10, from: 3000))
    for cut in [1, 3, 4, 100, packed.count] {
      guard case .done(let (reading, writing)) = System.pipe() else { return }
      let ends = [reading, writing]
      let stream = PipeStream(
        uri: "-", descriptor: ends[0], ownsDescriptor: true, headBytes: 1_000)
      #expect(writeAll(ends[1], packed, cut) == cut)
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 700)
      var isOpen = true
      while true {
        let result = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
        if case .bytes(let count) = result {
          bytes += buffer.prefix(count)
          continue
        }
        if isOpen {
          #expect(
            writeAll(ends[1], Array(packed[cut...]), packed.count - cut) == packed.count - cut)
          close(ends[1])
          isOpen = false
          continue
        }
        if case .end(let reason) = result {
          #expect(reason == .finished)
          break
        }
      }
      #expect(bytes == Array(lines(3010).utf8))
      #expect(stream.position == Int64(bytes.count))
    }
  }

  @Test("in UTF-16 are read as UTF-8, in pieces of any size", arguments: [true, false])
  func utf16(isBigEndian: Bool) throws {
    let text = "\u{FEFF}" + lines(300) + "é€𝄞\n"
    var bytes: [UInt8] = []
    for unit in text.utf16 {
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      bytes += isBigEndian ? [high, low] : [low, high]
    }
    // Half a pair on its own, before a character of two bytes.
    let lone: [UInt8] = isBigEndian ? [0xD8, 0x00, 0x00, 0xE9] : [0x00, 0xD8, 0xE9, 0x00]
    let scratch = try Scratch()
    let path = try scratch.write("x.csv", bytes + lone)
    for chunk in [1, 2, 3, 5, 4_096] {
      let pump = try Pump([path], .once, chunk: chunk)
      #expect(pump.text(path) == text + "\u{FFFD}é")
      #expect(pump.tracks[0].end == .finished)
      #expect(pump.tracks[0].stream.compression == "utf-16")
    }
    let cut = try scratch.write("cut.csv", Array(bytes.dropLast()))
    #expect(try Pump([cut], .once).tracks[0].error?.kind == .corrupt)
  }

  @Test("without a checksum give their last bytes into small buffers too")
  func unchecked() throws {
    let scratch = try Scratch()
    let text = lines(2_000)
    let path = try scratch.write("x.zst", zstd(Array(text.utf8), hasChecksum: false))
    for chunk in [100, 1_000, text.utf8.count] {
      let pump = try Pump([path], .once, chunk: chunk)
      #expect(pump.text(path) == text)
      #expect(pump.tracks[0].end == .finished)
    }
  }
}
