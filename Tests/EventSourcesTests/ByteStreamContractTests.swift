import Foundation
import SecurityModel
import Testing

@testable import EventSources

/// What every stream promises, whatever is behind it.
///
/// - Parameters:
///   - content: What it will give before it ends.
///   - canRepeat: True for files, which can be closed and read on.
func checkContract(
  of stream: any ByteStream, content: [UInt8], canRepeat: Bool, chunk: Int
) throws {
  let headLength = min(content.count, 100)
  #expect(try stream.head(headLength) == Array(content.prefix(headLength)))
  #expect(stream.position == 0, "a look at the head does not move")
  #expect(try stream.head(0).isEmpty)
  let uri = stream.uri
  var buffer = [UInt8](repeating: 0xEE, count: chunk + 8)
  var bytes: [UInt8] = []
  var end: ReadResult.EndReason?
  var reads = 0
  while end == nil {
    reads += 1
    let before = stream.position
    let result = try buffer.withUnsafeMutableBytes {
      try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<chunk]))
    }
    #expect(buffer.suffix(8).allSatisfy { $0 == 0xEE }, "never writes past the buffer")
    switch result {
    case .bytes(let count):
      try #require(count > 0 && count <= chunk)
      #expect(stream.position == before + Int64(count))
      #expect(stream.size >= stream.position)
      bytes += buffer.prefix(count)
    case .wouldBlock:
      Issue.record("\(uri) blocks before its end")
      return
    case .end(let reason):
      end = reason
      #expect(stream.position == before)
    }
    if reads == 2, canRepeat {
      stream.close()
      stream.close()
    }
    if reads == 3 { #expect(try stream.head(10) == Array(content.prefix(10))) }
  }
  #expect(bytes == content)
  #expect(end == .finished)
  for _ in 0..<2 {
    let again = try buffer.withUnsafeMutableBytes { try stream.read(into: $0) }
    #expect(again == .end(.finished), "after the end no more comes")
  }
  stream.close()
  #expect(stream.uri == uri)
}

@Suite("The contract of streams")
struct ByteStreamContractTests {
  enum Kind: String, CaseIterable, Sendable {
    case file, followedLink, gzip, gzipMembers, pipe, socket, regularStandardInput
  }

  @Test("holds for every kind", arguments: Kind.allCases, [1, 13, 4096])
  func contract(kind: Kind, chunk: Int) throws {
    let content = Array(lines(chunk == 1 ? 30 : 300).utf8)
    let scratch = try Scratch()
    switch kind {
    case .file, .followedLink, .gzip, .gzipMembers:
      let bytes =
        switch kind {
        case .gzip: EventSourcesTests.gzip(content)
        case .gzipMembers:
          EventSourcesTests.gzip(Array(content.prefix(50)))
            + EventSourcesTests.gzip(Array(content.dropFirst(50)))
        default: content
        }
      let path = try scratch.write("x", bytes)
      try scratch.link(path, "link")
      let pump = try Pump(
        [kind == .followedLink ? scratch.at("link") : path], .once, isReading: false)
      try checkContract(
        of: pump.tracks[0].stream, content: content, canRepeat: true, chunk: chunk)
    case .pipe:
      guard case .done(let (reading, writing)) = System.pipe() else { return }
      #expect(writeAll(writing, content, content.count) == content.count)
      close(writing)
      let stream = PipeStream(
        uri: "-", descriptor: reading, ownsDescriptor: true, headBytes: 1000)
      try checkContract(of: stream, content: content, canRepeat: false, chunk: chunk)
    case .regularStandardInput:
      let path = try scratch.write("x", content)
      let stream = PipeStream(
        uri: "-", descriptor: open(path, O_RDONLY), ownsDescriptor: true, headBytes: 1000)
      #expect(!stream.isLive)
      try checkContract(of: stream, content: content, canRepeat: false, chunk: chunk)
    case .socket:
      let pump = try Pump(["unix:" + scratch.at("s")], .follow, isReading: false)
      let client = try SocketListenerTests.Client(scratch.at("s"))
      client.send(String(decoding: content, as: UTF8.self))
      client.hangUp()
      pump.run("the client") { pump.tracks.count == 1 }
      try checkContract(
        of: pump.tracks[0].stream, content: content, canRepeat: false, chunk: chunk)
    }
  }
}
