import Foundation
import SecurityModel
import Testing

@testable import EventSources

@Suite("Rotation under load")
struct RotationStressTests {
  /// A small generator with a seed, so that a failure can be repeated.
  struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = StableHash.mix(state)
      return state
    }
  }

  private func lines(of pump: Pump) -> [String] {
    let text = pump.tracks.map(\.text).joined()
    return text.split(separator: "\n").map(String.init)
  }

  @Test(
    "gives every line once, whatever the order of writing, renaming and reading",
    arguments: [true, false], 1...6)
  func randomSteps(isDirectory: Bool, seed: Int) throws {
    let scratch = try Scratch()
    var dice = Dice(state: UInt64(seed))
    let path = try scratch.write("x.log", "")
    let pump = try Pump([isDirectory ? scratch.path : path], .follow, chunk: 37)
    var written: [String] = []
    var rotations = 0
    for number in 0..<400 {
      switch Int.random(in: 0..<10, using: &dice) {
      case 0:
        rotations += 1
        try scratch.move("x.log", "x.log.\(rotations)")
        if Bool.random(using: &dice) { pump.step(0) }
        if Bool.random(using: &dice) {
          // The writer has not noticed yet.
          try scratch.append("x.log.\(rotations)", "late \(number)\n")
          written.append("late \(number)")
        }
        try scratch.write("x.log", "")
      case 1...3:
        pump.step(0)
      default:
        try scratch.append("x.log", "line \(number)\n")
        written.append("line \(number)")
      }
    }
    pump.run("all lines") {
      pump.tracks.reduce(0) { $0 + $1.bytes.count { $0 == 10 } } >= written.count
    }
    #expect(lines(of: pump).sorted() == written.sorted())
    #expect(pump.tracks.allSatisfy { $0.error == nil })
  }

  @Test("gives every line once while another thread writes and rotates", .timeLimit(.minutes(1)))
  func concurrentWriter() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", "")
    let pump = try Pump([path], .follow, chunk: 4096)
    let root = scratch.path
    let rotations = 60
    let each = 100
    let writer = Thread {
      for rotation in 0..<rotations {
        let descriptor = open(root + "/x.log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        for line in 0..<each {
          let bytes = Array("\(rotation) \(line)\n".utf8)
          _ = writeAll(descriptor, bytes, bytes.count)
        }
        close(descriptor)
        if rotation < rotations - 1 { rename(root + "/x.log", root + "/x.log.\(rotation)") }
      }
    }
    writer.start()
    pump.run("all lines") {
      pump.tracks.reduce(0) { $0 + $1.bytes.count { $0 == 10 } } >= rotations * each
    }
    let expected = (0..<rotations).flatMap { r in (0..<each).map { "\(r) \($0)" } }
    #expect(lines(of: pump).sorted() == expected.sorted())
  }

  @Test("a copied and cut file is given once, with its directory as the SOURCE")
  func copyTruncate() throws {
    let scratch = try Scratch()
    let pump = try Pump([scratch.path], .follow)
    let path = try scratch.write("x.log", EventSourcesTests.lines(100))
    pump.run("the file") { pump.text(path) == EventSourcesTests.lines(100) }
    try scratch.append("x.log", "unread\n")
    try scratch.write("x.log.1", EventSourcesTests.lines(100) + "unread\n")
    try scratch.write("x.log", "after\n")
    pump.run("both") { pump.text(path).hasSuffix("after\n") && pump.tracks(path + ".1").count == 1 }
    #expect(pump.text(path) == EventSourcesTests.lines(100) + "|after\n")
    #expect(pump.text(path + ".1") == "unread\n")
  }

  @Test("a file replaced by a longer copy of itself goes on, another one begins")
  func longerCopy() throws {
    let scratch = try Scratch()
    let path = try scratch.write("x.log", EventSourcesTests.lines(100))
    let pump = try Pump([path], .follow)
    try scratch.append("x.log", EventSourcesTests.lines(5, from: 100))
    try scratch.write("x.new", EventSourcesTests.lines(120))
    try scratch.move("x.new", "x.log")
    pump.run("the copy") { pump.tracks.count == 2 && pump.tracks[0].end == .rotated }
    #expect(pump.tracks[0].text == EventSourcesTests.lines(105))
    #expect(pump.tracks[1].text == EventSourcesTests.lines(15, from: 105))
    // The same beginning, but other records where this one went on.
    try scratch.write(
      "x.new", EventSourcesTests.lines(60) + EventSourcesTests.lines(80, from: 1000))
    try scratch.move("x.new", "x.log")
    pump.run("the other") { pump.tracks.count == 3 && pump.tracks[1].end == .rotated }
    #expect(pump.tracks[2].start == 0)
  }

  @Test("where nothing notifies, listing now and then finds the same")
  func listing() throws {
    let scratch = try Scratch()
    var limits = SourceLimits()
    limits.rescanMilliseconds = 10
    let path = try scratch.write("x.log", "1\n")
    let pump = try Pump([scratch.path], .follow, limits: limits, isNotified: false)
    try scratch.append("x.log", "2\n")
    pump.run("growth") { pump.text(path) == "1\n2\n" }
    try scratch.append("x.log", "3\n")
    try scratch.move("x.log", "x.log.1")
    try scratch.write("x.log", "4\n")
    try scratch.directory("sub")
    let other = try scratch.write("sub/y.log", "5\n")
    pump.run("rotation") { pump.text(path) == "1\n2\n3\n|4\n" && pump.text(other) == "5\n" }
    pump.run("its end") { pump.tracks[0].end == .rotated }
    try scratch.remove("sub/y.log")
    pump.run("the deletion") { pump.tracks(other)[0].end == .vanished }
    #expect(pump.tracks.count == 3)
  }
}
