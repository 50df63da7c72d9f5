import Foundation
import SecurityModel
import Testing

@testable import EventSources

/// A directory of its own for one test, removed with everything in it at the end.
final class Scratch {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/cw.XXXXXX").utf8CString)
    let made = try #require(mkdtemp(&template))
    // The real path: on macOS the temporary directory is behind a symbolic link.
    let real = try #require(realpath(made, nil))
    path = String(cString: real)
    free(real)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func at(_ name: String) -> String { path + "/" + name }

  @discardableResult
  func directory(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: at(name), withIntermediateDirectories: true)
    return at(name)
  }

  /// Makes or overwrites a file in place (same inode if it exists).
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8], flags: Int32 = O_TRUNC) throws -> String {
    let descriptor = open(at(name), O_WRONLY | O_CREAT | flags, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(writeAll(descriptor, bytes, bytes.count) == bytes.count)
    return at(name)
  }

  func append(_ name: String, _ text: String) throws {
    try write(name, Array(text.utf8), flags: O_APPEND)
  }

  func move(_ from: String, _ to: String) throws { try #require(rename(at(from), at(to)) == 0) }
  func remove(_ name: String) throws { try #require(unlink(at(name)) == 0) }
  func link(_ target: String, _ name: String) throws {
    try #require(symlink(target, at(name)) == 0)
  }
}

/// Plays the pipeline: polls, and reads every stream to where it blocks or ends.
final class Pump {
  /// One stream and all that came of it.
  final class Track {
    let stream: any ByteStream
    let start: Int64
    var bytes: [UInt8] = []
    var end: ReadResult.EndReason?
    var error: SourceError?
    var text: String { String(decoding: bytes, as: UTF8.self) }
    init(_ stream: any ByteStream) {
      self.stream = stream
      start = stream.position
    }
  }

  let hub: SourceHub
  var tracks: [Track] = []
  var failures: [SourceError] = []
  var recovered: [String] = []
  var notices: [String] = []
  var listed = 0
  /// False leaves streams unread until `drain` is called.
  var isReading = true
  let chunk: Int

  init(
    _ specs: [String], _ mode: SourceHub.Mode, resume: [SourceCheckpoint] = [],
    limits: SourceLimits = SourceLimits(), chunk: Int = 64 << 10, isReading: Bool = true,
    isNotified: Bool = true
  ) throws {
    hub = try SourceHub(
      specs: specs.map { try SourceSpec.parse($0) }, mode: mode, resume: resume, limits: limits,
      watcher: mode == .follow ? ChangeWatcher(isEnabled: isNotified) : nil)
    self.chunk = chunk
    self.isReading = isReading
    step(0)
  }

  /// The tracks of one URI, in the order they appeared.
  func tracks(_ uri: String) -> [Track] { tracks.filter { $0.stream.uri == uri } }
  func text(_ uri: String) -> String { tracks(uri).map(\.text).joined(separator: "|") }
  var names: [String] {
    tracks.map { String($0.stream.uri.split(separator: "/").last ?? "") }
  }

  @discardableResult
  func step(_ milliseconds: Int32) -> Int {
    let events = hub.poll(timeoutMilliseconds: milliseconds)
    for event in events {
      switch event {
      case .appeared(let stream):
        let track = Track(stream)
        tracks.append(track)
        if isReading { drain(track) }
      case .readable(let stream):
        guard let track = tracks.last(where: { $0.stream === stream }) else {
          Issue.record("readable without appeared: \(stream.uri)")
          continue
        }
        if isReading { drain(track) }
      case .failed(let error): failures.append(error)
      case .recovered(let uri): recovered.append(uri)
      case .notice(let uri, let text): notices.append("\(uri): \(text)")
      case .listed: listed += 1
      }
    }
    return events.count
  }

  func drain() { for track in tracks { drain(track) } }

  func drain(_ track: Track) {
    guard track.end == nil, track.error == nil else { return }
    var buffer = [UInt8](repeating: 0, count: chunk)
    while true {
      do {
        let before = track.stream.position
        let result = try buffer.withUnsafeMutableBytes { try track.stream.read(into: $0) }
        switch result {
        case .bytes(let count):
          #expect(track.stream.position == before + Int64(count))
          track.bytes += buffer.prefix(count)
        case .wouldBlock:
          return
        case .end(let reason):
          track.end = reason
          return
        }
      } catch {
        track.error = error as? SourceError
        return
      }
    }
  }

  /// Goes on until `condition` holds; a failure after half a minute without it.
  func run(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation,
    until condition: () -> Bool
  ) {
    let end = System.milliseconds() + 30_000
    while !condition() {
      let left = end - System.milliseconds()
      guard left > 0 else {
        let state = tracks.map {
          "\($0.stream.uri)=\($0.bytes.count) \(String(describing: $0.end))"
        }
        Issue.record(
          "\(what): not within 30 s; \(state) \(notices) \(failures)",
          sourceLocation: sourceLocation)
        return
      }
      step(Int32(left))
    }
  }
}

extension SourceCheckpoint {
  /// The checkpoint a pipeline would commit for `stream` now.
  init(of stream: any ByteStream, at offset: Int64? = nil) {
    let identity = stream.identity
    self.init(
      uri: stream.uri, device: identity.device, inode: identity.inode,
      fingerprint: identity.fingerprint, fingerprintLength: identity.fingerprintLength,
      restart: offset ?? stream.position, read: offset ?? stream.position, size: stream.size,
      tail: identity.tail, tailEnd: identity.tailEnd)
  }
}

/// Lines that differ from each other, `count` of them.
func lines(_ count: Int, from first: Int = 0) -> String {
  (first..<(first + count)).map { "{\"n\":\($0),\"who\":\"svc-\($0 % 7)\"}\n" }.joined()
}

/// Writes all of `bytes`; gives how many were taken when the other end takes no more.
func writeAll(_ descriptor: Int32, _ bytes: [UInt8], _ count: Int) -> Int {
  var done = 0
  while done < count {
    let more = bytes[done..<count].withUnsafeBytes {
      send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    let result =
      more >= 0 || errno != ENOTSOCK
      ? more : bytes[done..<count].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if result <= 0 { return done }
    done += result
  }
  return done
}
