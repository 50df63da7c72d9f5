import Foundation
import SecurityModel
import Testing

@testable import EventSources

@Suite("Resuming")
struct ResumeTests {
  /// Reads `specs` to their end and gives the checkpoints a pipeline would have committed.
  private func checkpoints(_ specs: [String], at offset: Int64? = nil) throws -> [SourceCheckpoint]
  {
    let pump = try Pump(specs, .once)
    return pump.tracks.map { SourceCheckpoint(of: $0.stream, at: offset) }
  }

  @Test("goes on where it stopped")
  func sameFile() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n2\n")
    let resume = try checkpoints([path], at: 2)
    try scratch.append("x.log", "3\n")
    let pump = try Pump([path], .once, resume: resume)
    #expect(pump.text(path) == "2\n3\n")
    #expect(pump.tracks[0].start == 2)
  }

  @Test("tells the pipeline which checkpoint a stream goes on from")
  func conveysCheckpoint() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n2\n")
    var resume = try checkpoints([path], at: 2)
    resume[0].format = "salesforce.elf.csv"
    resume[0].restartLine = 2
    let pump = try Pump([path, try scratch.write("y.log", "new")], .follow, resume: resume)
    #expect(pump.hub.checkpoint(of: pump.tracks[0].stream) == resume[0])
    #expect(pump.hub.checkpoint(of: pump.tracks[1].stream) == nil)
  }

  @Test("reads the rest of a file that was rotated meanwhile, before its successor")
  func rotatedMeanwhile() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n2\n")
    let resume = try checkpoints([path], at: 2)
    try scratch.append("x.log", "3\n")
    try scratch.move("x.log", "x.log.1")
    try scratch.write("x.log", "4\n")
    for mode in [SourceHub.Mode.once, .follow] {
      let pump = try Pump([path], mode, resume: resume)
      #expect(pump.names == ["x.log.1", "x.log"])
      #expect(pump.tracks.map(\.text) == ["2\n3\n", "4\n"])
      #expect(pump.tracks[0].end == (mode == .once ? .finished : .rotated))
    }
    // The same when the directory is the SOURCE: not once more from the start.
    let pump = try Pump([scratch.path], .once, resume: resume)
    #expect(pump.names == ["x.log.1", "x.log"])
    #expect(pump.tracks.map(\.text) == ["2\n3\n", "4\n"])
  }

  @Test("finds a file that was rotated and compressed meanwhile")
  func compressedMeanwhile() throws {
    let scratch = try Scratch()
    let text = lines(500)
    let path = try scratch.write("x.log", text)
    let offset = Int64(lines(100).utf8.count)
    let resume = try checkpoints([path], at: offset)
    try scratch.write("x.log.1.gz", gzip(text))
    try scratch.write("x.log.new", "4\n")
    try scratch.move("x.log.new", "x.log")
    let pump = try Pump([scratch.path], .once, resume: resume)
    #expect(pump.text(path) == "4\n")
    #expect(pump.text(path + ".1.gz") == lines(400, from: 100))
  }

  @Test("knows a file that moved to another disk by its path and beginning")
  func copied() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n2\n")
    let resume = try checkpoints([path], at: 2)
    try scratch.write("copy", "1\n2\n3\n")
    try scratch.move("copy", "x.log")
    let pump = try Pump([path], .once, resume: resume)
    #expect(pump.text(path) == "2\n3\n")
  }

  @Test("reads another file of the same name from its start")
  func replaced() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "1\n2\n")
    let resume = try checkpoints([path])
    try scratch.write("x.log", "other, and longer\n")
    let pump = try Pump([path], .once, resume: resume)
    #expect(pump.text(path) == "other, and longer\n")
    try scratch.write("x.log", "1\n")
    let cut = try Pump([path], .once, resume: resume)
    #expect(cut.text(path) == "1\n")
  }

  @Test(
    "reads a file from its start that was written anew with the same beginning", arguments: [0, 7])
  func sameBeginning(more: Int) throws {
    let scratch = try Scratch()
    // The beginning that tells files apart is the same, and there is no less in it than before.
    let beginning = String(repeating: "the same header, line by line\n", count: 200)
    let path = try scratch.write("x.log", beginning + lines(50))
    for mode in [SourceHub.Mode.once, .follow] {
      let resume = try checkpoints([path])
      let other = beginning + lines(50 + more, from: 50)
      try scratch.write("x.log", Array(other.utf8), flags: 0)
      let pump = try Pump([path], mode, resume: resume)
      #expect(pump.text(path) == other)
      try scratch.write("x.log", beginning + lines(50))
    }
  }

  @Test("goes on in a file that has lost its last line end, as editors take it")
  func shorterByItsLineEnd() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", lines(500))
    let resume = try checkpoints([path], at: 20)
    try scratch.write("x.log", String(lines(500).dropLast()))
    #expect(try Pump([path], .once, resume: resume).tracks[0].start == 20)
  }

  @Test("reads nothing of files that were read to their end")
  func allRead() throws {
    let scratch = try Scratch()
    for index in 0..<20 { try scratch.write("\(index).csv", lines(5, from: index)) }
    let resume = try checkpoints([scratch.path])
    let pump = try Pump([scratch.path], .once, resume: resume)
    #expect(pump.tracks.count == 20)
    #expect(pump.tracks.allSatisfy { $0.bytes.isEmpty && $0.end == .finished })
  }

  @Test("goes on in a compressed file")
  func compressed() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.gz", gzip(lines(20_000)))
    let offset = Int64(lines(15_000).utf8.count)
    let resume = try checkpoints([path], at: offset)
    let pump = try Pump([path], .once, resume: resume, chunk: 1000)
    #expect(pump.text(path) == lines(5_000, from: 15_000))
    #expect(pump.tracks[0].start == offset)
  }
}
