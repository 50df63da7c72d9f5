import SecurityModel
import Testing

@testable import EventSources

@Suite("Followed files")
struct FileStreamTests {
  @Test("reads a recorded file to its end, once")
  func readsOnce() throws {
    let scratch = try Scratch()
    let path = try scratch.write("a.log", lines(1000))
    let pump = try Pump([path], .once, chunk: 777)
    #expect(pump.text(path) == lines(1000))
    #expect(pump.tracks.first?.end == .finished)
    #expect(pump.listed == 1)
    #expect(!pump.hub.expectsMore)
  }

  @Test("gives what is appended, in whatever pieces it arrives")
  func followsGrowth() throws {
    let scratch = try Scratch()
    let path = try scratch.write("a.log", "one\ntw")
    let pump = try Pump([path], .follow)
    #expect(pump.text(path) == "one\ntw")
    #expect(pump.tracks.first?.stream.isLive == true)
    try scratch.append("a.log", "o\nthr")
    pump.run("growth") { pump.text(path) == "one\ntwo\nthr" }
    try scratch.append("a.log", "ee")
    pump.run("more growth") { pump.text(path) == "one\ntwo\nthree" }
    #expect(pump.tracks.count == 1)
  }

  @Test("sleeps while nothing happens")
  func sleeps() throws {
    let scratch = try Scratch()
    let path = try scratch.write("a.log", "one\n")
    let pump = try Pump([path], .follow)
    #expect(pump.step(50) == 0)
    #expect(pump.step(0) == 0)
  }

  @Test("reads a renamed file to its end, then its successor")
  func rotationByRename() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "old 1\n")
    let pump = try Pump([path], .follow, isReading: false)
    try scratch.append("x.log", "old 2\n")
    try scratch.move("x.log", "x.log.1")
    try scratch.write("x.log", "new 1\n")
    pump.isReading = true
    pump.drain()
    pump.run("the successor") { pump.tracks.count == 2 }
    #expect(pump.tracks[0].text == "old 1\nold 2\n")
    #expect(pump.tracks[0].end == .rotated)
    #expect(pump.tracks[1].text == "new 1\n")
    #expect(pump.tracks[1].stream.uri == path)
    try scratch.append("x.log", "new 2\n")
    pump.run("growth of the successor") { pump.tracks[1].text == "new 1\nnew 2\n" }
  }

  @Test("keeps following a renamed file until something takes its name")
  func renamedWithoutSuccessor() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n")
    let pump = try Pump([path], .follow)
    try scratch.move("x.log", "x.log.1")
    try scratch.append("x.log.1", "2\n")
    pump.run("what came after the rename") { pump.text(path) == "1\n2\n" }
    #expect(pump.tracks[0].end == nil)
    try scratch.write("x.log", "3\n")
    pump.run("the successor") { pump.text(path) == "1\n2\n|3\n" && pump.tracks[0].end != nil }
    #expect(pump.tracks[0].end == .rotated)
  }

  @Test("reads what a slow writer adds to the old file after the rotation")
  func lateGrowth() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n")
    let pump = try Pump([path], .follow)
    try scratch.move("x.log", "x.log.1")
    try scratch.write("x.log", "3\n")
    pump.run("the rotation") { pump.tracks.count == 2 && pump.tracks[0].end == .rotated }
    try scratch.append("x.log.1", "2\n")
    pump.run("the late line") { pump.tracks.count == 3 && !pump.tracks[2].bytes.isEmpty }
    #expect(pump.tracks[2].text == "2\n")
    #expect(pump.tracks[2].start == 2)
    #expect(pump.tracks[2].stream.uri == path + ".1")
  }

  @Test("begins anew when a file is copied away and cut")
  func copyTruncate() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", lines(10))
    let pump = try Pump([path], .follow)
    try scratch.write("x.log", "after\n")
    pump.run("the new content") { pump.tracks.count == 2 && pump.tracks[1].text == "after\n" }
    #expect(pump.tracks[0].end == .truncated)
    #expect(pump.tracks[0].text == lines(10))
  }

  @Test("notices a file that was cut and has grown past the old position")
  func truncatedAndRegrown() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", lines(10))
    let pump = try Pump([path], .follow)
    try scratch.write("x.log", lines(50, from: 1000))
    pump.run("the new content") {
      pump.tracks.count == 2 && pump.tracks[1].text == lines(50, from: 1000)
    }
    #expect(pump.tracks[0].end == .truncated)
  }

  @Test("notices a regrown file that begins alike for longer than the fingerprint")
  func regrownWithTheSameBeginning() throws {
    let scratch = try Scratch()
    let header = String(repeating: "column,", count: 1000) + "\n"
    let path = try scratch.write("x.csv", header + lines(10))
    let pump = try Pump([path], .follow)
    let anew = header + lines(50, from: 500)
    try scratch.write("x.csv", anew)
    pump.run("the new content") { pump.tracks.count == 2 && pump.tracks[1].text == anew }
    #expect(pump.tracks[0].end == .truncated)
  }

  @Test("notices a replacement of the same size", arguments: [true, false])
  func sameSize(byRename: Bool) throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "aaaa\n")
    let pump = try Pump([path], .follow)
    if byRename {
      try scratch.write("x.log.tmp", "bbbb\n")
      try scratch.move("x.log.tmp", "x.log")
    } else {
      try scratch.write("x.log", "bbbb\n")
    }
    pump.run("the replacement") { pump.tracks.count == 2 && pump.tracks[1].text == "bbbb\n" }
    #expect(pump.tracks[0].text == "aaaa\n")
    #expect(pump.tracks[0].end == (byRename ? .rotated : .truncated))
  }

  @Test("reads what is left of a deleted file, then says that it vanished")
  func vanishes() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n")
    let pump = try Pump([path], .follow)
    pump.isReading = false
    try scratch.append("x.log", "2\n")
    try scratch.remove("x.log")
    pump.step(1000)
    pump.drain()
    #expect(pump.text(path) == "1\n2\n")
    #expect(pump.tracks[0].end == .vanished)
    pump.isReading = true
    try scratch.write("x.log", "again\n")
    pump.run("the file under the same name") { pump.text(path) == "1\n2\n|again\n" }
  }

  @Test("an empty file that turns out to be compressed is decompressed")
  func lateMagic() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log.gz", "")
    let pump = try Pump([path], .follow)
    #expect(pump.text(path) == "")
    try scratch.write("x.log.gz", gzip(lines(10)))
    pump.run("the content") { pump.tracks.last?.text == lines(10) }
    #expect(pump.tracks.count == 2)
  }
}
