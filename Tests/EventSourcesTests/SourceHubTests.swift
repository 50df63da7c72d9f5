import Foundation
import SecurityModel
import Testing

@testable import EventSources

@Suite("Directories and globs")
struct SourceHubTests {
  @Test("a directory means the files below it, but not hidden or unfinished ones")
  func directory() throws {
    let scratch = try Scratch()
    try scratch.directory("a/b/c")
    try scratch.directory("a/.git")
    for name in [
      "a/1.log", "a/b/2.log", "a/b/c/3.log", "a/.hidden", "a/x.tmp", "a/y.partial", "a/.z.swp",
      "a/.git/config", "a/edited~",
    ] {
      try scratch.write(name, name)
    }
    let pump = try Pump([scratch.at("a")], .once)
    #expect(pump.names == ["1.log", "2.log", "3.log"])
    #expect(pump.failures.isEmpty)
  }

  @Test("a file reached by two SOURCEs is read once")
  func deduplicates() throws {
    let scratch = try Scratch()
    let path = try scratch.write("a.log", "1\n")
    try scratch.link(path, "link.log")
    let pump = try Pump([path, scratch.path, scratch.at("*.log")], .once)
    #expect(pump.tracks.count == 1)
  }

  @Test("a loop of symbolic links ends", .timeLimit(.minutes(1)))
  func linkLoop() throws {
    let scratch = try Scratch()
    try scratch.directory("d/e")
    try scratch.link("..", "d/e/up")
    try scratch.link("self", "d/self")
    try scratch.write("d/a.log", "1\n")
    let pump = try Pump([scratch.at("d")], .follow)
    #expect(pump.names == ["a.log"])
    try scratch.write("d/e/b.log", "2\n")
    pump.run("a new file") { pump.names == ["a.log", "b.log"] }
  }

  @Test("files that appear are picked up at once, also in new directories")
  func appearing() throws {
    let scratch = try Scratch()
    let pump = try Pump([scratch.path], .follow)
    #expect(pump.listed == 1)
    let first = try scratch.write("1.log", "one\n")
    pump.run("the first") { pump.text(first) == "one\n" }
    try scratch.directory("sub/deeper")
    let second = try scratch.write("sub/deeper/2.log", "two\n")
    pump.run("the second") { pump.text(second) == "two\n" }
    try scratch.append("sub/deeper/2.log", "more\n")
    pump.run("its growth") { pump.text(second) == "two\nmore\n" }
  }

  @Test("an unfinished download appears when it gets its name")
  func downloads() throws {
    let scratch = try Scratch()
    let pump = try Pump([scratch.path], .follow)
    try scratch.write("2026-11-20.csv.tmp", "half")
    #expect(pump.step(50) == 0)
    try scratch.append("2026-11-20.csv.tmp", " whole\n")
    try scratch.move("2026-11-20.csv.tmp", "2026-11-20.csv")
    pump.run("the download") { pump.text(scratch.at("2026-11-20.csv")) == "half whole\n" }
    #expect(pump.tracks.count == 1)
  }

  @Test("a glob picks up files that appear and match")
  func glob() throws {
    let scratch = try Scratch()
    try scratch.directory("2026-11")
    try scratch.write("2026-11/RestApi.csv", "1\n")
    try scratch.write("2026-11/notes.txt", "no\n")
    let pump = try Pump([scratch.at("2026-*/[R-Z]*.csv")], .follow)
    #expect(pump.names == ["RestApi.csv"])
    try scratch.directory("2026-12")
    try scratch.write("2026-12/Login.csv", "no\n")
    try scratch.write("2026-12/URI.csv", "2\n")
    pump.run("the match") { pump.names == ["RestApi.csv", "URI.csv"] }
  }

  @Test("a missing file is reported once and read when it appears")
  func missing() throws {
    let scratch = try Scratch()
    let path = scratch.at("later/x.log")
    let pump = try Pump([path], .follow)
    #expect(pump.failures.map(\.kind) == [.notFound])
    #expect(pump.failures.first?.reason == "no such file: \(path); check the path")
    try scratch.directory("later")
    try scratch.write("later/other.log", "no\n")
    pump.step(50)
    try scratch.write("later/x.log", "here\n")
    pump.run("the file") { pump.text(path) == "here\n" }
    #expect(pump.failures.count == 1)
    #expect(pump.tracks.count == 1)
  }

  @Test("what can't be read is reported once, and again tried when it changes")
  func unreadable() throws {
    let scratch = try Scratch()
    try scratch.link("target.log", "dangling.log")
    try scratch.write("good.log", "1\n")
    let pump = try Pump([scratch.path], .follow)
    #expect(pump.names == ["good.log"])
    #expect(pump.failures.map(\.uri) == [scratch.at("dangling.log")])
    try scratch.append("good.log", "2\n")
    pump.run("the other file") { pump.text(scratch.at("good.log")) == "1\n2\n" }
    #expect(pump.failures.count == 1)
    try scratch.write("target.log", "3\n")
    pump.run("the target") { pump.tracks.count == 2 }
    #expect(pump.tracks[1].text == "3\n")
  }

  @Test(
    "a file without permission is reported and read when it is granted",
    .enabled(if: getuid() != 0))
  func permission() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n")
    chmod(path, 0)
    let pump = try Pump([scratch.path], .follow)
    #expect(pump.failures.map(\.kind) == [.notPermitted])
    chmod(path, 0o600)
    pump.run("the permission") { pump.text(path) == "1\n" }
  }

  @Test("nothing more is expected once the only pipe is at its end, even where files are followed")
  func onlyAPipe() throws {
    let scratch = try Scratch()
    let path = scratch.at("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    let pump = try Pump([path], .follow)
    #expect(pump.hub.expectsMore)
    let writer = open(path, O_WRONLY)
    try #require(writer >= 0)
    _ = writeAll(writer, Array("1\n".utf8), 2)
    close(writer)
    pump.run("the end of the pipe") { pump.tracks.first?.end != nil }
    #expect(pump.text(path) == "1\n")
    #expect(!pump.hub.expectsMore)
    #expect(try Pump([scratch.path], .follow).hub.expectsMore)
  }

  @Test("a socket given as a path is explained")
  func socketAsPath() throws {
    let scratch = try Scratch()
    let listener = try SocketListener(path: scratch.at("s"))
    let pump = try Pump([scratch.at("s")], .once)
    #expect(pump.failures.first?.reason.contains("unix:\(scratch.at("s"))") == true)
    listener.close()
  }

  @Test("a directory that is removed and made again is watched again")
  func directoryAgain() throws {
    let scratch = try Scratch()
    let root = try scratch.directory("logs")
    try scratch.write("logs/a.log", "1\n")
    let pump = try Pump([root], .follow)
    try FileManager.default.removeItem(atPath: root)
    pump.run("the removal") { pump.tracks[0].end != nil }
    #expect(pump.tracks[0].end == .vanished)
    try scratch.directory("logs")
    let path = try scratch.write("logs/b.log", "2\n")
    pump.run("the new file") { pump.text(path) == "2\n" }
    try scratch.append("logs/b.log", "3\n")
    pump.run("its growth") { pump.text(path) == "2\n3\n" }
    // What was said about the directory is taken back.
    #expect(pump.failures.map(\.uri) == pump.recovered)
  }

  @Test("files in a directory that is renamed go on, and are not read twice")
  func directoryRenamed() throws {
    let scratch = try Scratch()
    try scratch.directory("top/one")
    let path = try scratch.write("top/one/a.log", "1\n")
    let pump = try Pump([scratch.at("top")], .follow)
    try scratch.move("top/one", "top/two")
    pump.run("the rename") { pump.notices.contains { $0.contains("renamed to") } }
    try scratch.append("top/two/a.log", "2\n")
    pump.run("the growth") { pump.text(path) == "1\n2\n" }
    #expect(pump.tracks.count == 1)
  }

  @Test("the target of a symbolic link is followed, and so is a change of the link")
  func linkedFile() throws {
    let scratch = try Scratch()
    try scratch.directory("data")
    try scratch.directory("links")
    try scratch.write("data/1.log", "1\n")
    try scratch.write("data/2.log", "3\n")
    try scratch.link(scratch.at("data/1.log"), "links/current.log")
    let path = scratch.at("links/current.log")
    let pump = try Pump([path], .follow)
    try scratch.append("data/1.log", "2\n")
    pump.run("growth of the target") { pump.text(path) == "1\n2\n" }
    try scratch.link(scratch.at("data/2.log"), "links/next")
    try scratch.move("links/next", "links/current.log")
    pump.run("the other target") { pump.text(path) == "1\n2\n|3\n" }
    #expect(pump.tracks[0].end == .rotated)
    try scratch.append("data/2.log", "4\n")
    pump.run("growth of the other target") { pump.text(path) == "1\n2\n|3\n4\n" }
  }

  @Test("wake interrupts a waiting poll from another thread")
  func wakes() async throws {
    let scratch = try Scratch()
    let pump = try Pump([scratch.path], .follow)
    let alarm = pump.hub.alarm
    let start = System.milliseconds()
    let thread = Thread { alarm.wake() }
    thread.start()
    #expect(pump.step(60_000) == 0)
    #expect(System.milliseconds() - start < 30_000)
    #expect(pump.step(0) == 0)
  }

  @Test("after close streams end and polls give nothing")
  func closes() throws {
    let scratch = try Scratch()
    let path = try scratch.write("a.log", "1\n")
    let pump = try Pump([path], .follow)
    pump.hub.close()
    pump.hub.close()
    pump.drain()
    #expect(pump.tracks[0].end == .closed)
    #expect(pump.step(-1) == 0)
    #expect(!pump.hub.expectsMore)
  }

  @Test("far more files than descriptors are read in turn, and rotated, and followed")
  func manyFiles() throws {
    let scratch = try Scratch()
    for index in 0..<2000 { try scratch.write("\(index).log", "\(index) a\n\(index) b\n") }
    var limits = SourceLimits()
    limits.openFiles = 64
    let pump = try Pump([scratch.path], .follow, limits: limits, chunk: 3, isReading: false)
    #expect(pump.tracks.count == 2000)
    // In turn, a few bytes of each, as a merge by event time does.
    var byte = [UInt8](repeating: 0, count: 4)
    for _ in 0..<2 {
      for track in pump.tracks {
        let result = try byte.withUnsafeMutableBytes { try track.stream.read(into: $0) }
        guard case .bytes(let count) = result else { continue }
        track.bytes += byte.prefix(count)
        #expect(try track.stream.head(1) == [track.bytes[0]])
      }
    }
    #expect(pump.hub.pool.openCount <= 64)
    // A file that is closed for want of descriptors is found again after a rename.
    try scratch.move("7.log", "7.log.1")
    pump.isReading = true
    pump.drain()
    #expect(pump.text(scratch.at("7.log")) == "7 a\n7 b\n")
    try scratch.append("1234.log", "more\n")
    pump.run("growth") { pump.text(scratch.at("1234.log")).hasSuffix("more\n") }
    #expect(pump.tracks.allSatisfy { $0.error == nil })
    #expect(pump.hub.pool.openCount <= 64)
  }
}
