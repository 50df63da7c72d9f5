import Foundation
import SecurityModel
import Testing

@testable import EventSources

@Suite("Unix sockets")
struct SocketListenerTests {
  /// A client of the socket at `path`.
  final class Client {
    let descriptor: Int32
    init(_ path: String) throws {
      descriptor = socket(AF_UNIX, Self.streamType, 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(result == 0, "connect: \(String(cString: strerror(errno)))")
    }
    deinit { hangUp() }
    func send(_ text: String) { _ = writeAll(descriptor, Array(text.utf8), text.utf8.count) }
    func hangUp() { if isOpen { close(descriptor) }; isOpen = false }
    private var isOpen = true
    private static var streamType: Int32 {
      #if canImport(Glibc)
        Int32(SOCK_STREAM.rawValue)
      #else
        SOCK_STREAM
      #endif
    }
  }

  @Test("each client is a stream of its own, introduced by its credentials")
  func clients() throws {
    let scratch = try Scratch()
    let path = scratch.at("s")
    let pump = try Pump(["unix:" + path], .follow)
    let one = try Client(path)
    let two = try Client(path)
    pump.run("both") { pump.tracks.count == 2 }
    two.send("two\n")
    one.send("one ")
    pump.run("their first bytes") { pump.tracks.allSatisfy { !$0.bytes.isEmpty } }
    one.send("and more\n")
    one.hangUp()
    pump.run("the end of one") { pump.tracks[0].end != nil }
    #expect(pump.text("unix:\(path)#1") == "one and more\n")
    #expect(pump.text("unix:\(path)#2") == "two\n")
    #expect(pump.tracks[0].end == .finished)
    #expect(pump.tracks[1].end == nil)
    #expect(
      pump.notices.contains(
        "unix:\(path)#1: connected by pid \(getpid()), uid \(getuid()), gid \(getgid())"))
  }

  @Test("nobody else may connect, whatever the umask")
  func permissions() throws {
    let scratch = try Scratch()
    let path = scratch.at("s")
    let pump = try Pump(["unix:" + path], .follow)
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o600)
    pump.hub.close()
    #expect(lstat(path, &status) != 0)
  }

  @Test("a socket left behind is replaced, one in use is not")
  func stale() throws {
    let scratch = try Scratch()
    let path = scratch.at("s")
    let first = try SocketListener(path: path)
    let error = #expect(throws: SourceError.self) { try SocketListener(path: path) }
    #expect(error?.reason.contains("another process listens") == true)
    // As after a crash: the file stays, nobody listens.
    rename(path, path + ".kept")
    first.close()
    rename(path + ".kept", path)
    let second = try SocketListener(path: path)
    _ = try Client(path)
    second.close()
    try scratch.write("file", "precious")
    #expect(throws: SourceError.self) { try SocketListener(path: scratch.at("file")) }
    #expect(try String(contentsOfFile: scratch.at("file"), encoding: .utf8) == "precious")
    let missing = #expect(throws: SourceError.self) { try SocketListener(path: scratch.at("no/s")) }
    #expect(missing?.kind == .notFound)
  }

  @Test("closing leaves a socket that someone else has put there")
  func closesOnlyItsOwn() throws {
    let scratch = try Scratch()
    let path = scratch.at("s")
    let first = try SocketListener(path: path)
    unlink(path)
    let second = try SocketListener(path: path)
    first.close()
    _ = try Client(path)
    second.close()
  }

  @Test("a client that is not read waits in the kernel, and wakes nobody")
  func backPressure() throws {
    let scratch = try Scratch()
    let path = scratch.at("s")
    let pump = try Pump(["unix:" + path], .follow, isReading: false)
    let client = try Client(path)
    pump.run("the client") { pump.tracks.count == 1 }
    _ = fcntl(client.descriptor, F_SETFL, O_NONBLOCK)
    let flood = Array(lines(200_000).utf8)
    let taken = writeAll(client.descriptor, flood, flood.count)
    #expect(taken < flood.count, "the kernel must have stopped the producer")
    #expect(pump.step(20) == 0)
    #expect(pump.tracks[0].stream.position == 0)
    pump.drain()
    #expect(pump.tracks[0].bytes == Array(flood.prefix(taken)))
    #expect(writeAll(client.descriptor, Array(flood[taken...]), 1000) == 1000)
    pump.isReading = true
    pump.run("the rest") { pump.tracks[0].bytes.count == taken + 1000 }
  }

  @Test("clients beyond the limit are refused with one notice, until there is room")
  func limit() throws {
    let scratch = try Scratch()
    let path = scratch.at("s")
    var limits = SourceLimits()
    limits.clients = 2
    let pump = try Pump(["unix:" + path], .follow, limits: limits)
    let accepted = [try Client(path), try Client(path)]
    pump.run("two") { pump.tracks.count == 2 }
    let refused = [try Client(path), try Client(path)]
    pump.run("the refusal") { pump.notices.contains { $0.contains("refused") } }
    pump.step(20)
    #expect(pump.notices.count { $0.contains("refused") } == 1)
    var byte: UInt8 = 0
    for client in refused { #expect(read(client.descriptor, &byte, 1) == 0) }
    accepted[0].hangUp()
    pump.run("room") { pump.tracks[0].end != nil }
    let third = try Client(path)
    pump.run("the third") { pump.tracks.count == 3 }
    third.send("x")
    pump.run("its byte") { pump.tracks[2].text == "x" }
  }

  @Test("a number is given again when its client has gone, however many come")
  func numbers() throws {
    let scratch = try Scratch()
    let path = scratch.at("s")
    let pump = try Pump(["unix:" + path], .follow)
    let constant = try Client(path)
    pump.run("the first client") { pump.tracks.count == 1 }
    for visit in 1...5 {
      let client = try Client(path)
      client.send("\(visit)\n")
      client.hangUp()
      pump.run("a visit") { pump.tracks.count == visit + 1 && pump.tracks[visit].end != nil }
      #expect(pump.tracks[visit].stream.uri == "unix:\(path)#2")
      #expect(pump.tracks[visit].text == "\(visit)\n")
    }
    constant.hangUp()
  }

  @Test("a head can be looked at without losing it")
  func head() throws {
    let scratch = try Scratch()
    let path = scratch.at("s")
    let pump = try Pump(["unix:" + path], .follow, isReading: false)
    let client = try Client(path)
    client.send("header,of\nrow\n")
    pump.run("the client") { pump.tracks.count == 1 }
    let stream = pump.tracks[0].stream
    #expect(try stream.head(6) == Array("header".utf8))
    #expect(stream.position == 0)
    pump.drain()
    #expect(pump.tracks[0].text == "header,of\nrow\n")
    #expect(try stream.head(100) == Array("header,of\nrow\n".utf8))
  }
}
