import EventSources
import Foundation

/// Reads sources once, one stream after the other, without holding more than a chunk.
///
/// Compressed files are unpacked; folders and globs give their files in the order of their names.
final class SourceWalker {
  private let hub: SourceHub
  /// Absolute path of a source to its name as the user wrote it.
  private var written: [String: String] = [:]
  /// Streams that were found and not read yet.
  private var waiting: [any ByteStream] = []
  /// Problems with sources since the last call of `next`.
  private(set) var failures: [SourceError] = []

  /// - Throws: `SourceError` when a source isn't there or can't be read.
  init(_ names: [String]) throws(SourceError) {
    var specs: [SourceSpec] = []
    for name in names {
      if name.hasPrefix("unix:") {
        throw SourceError(
          uri: name, kind: .unavailable,
          reason: "a socket has no end; use crmwatch collect for it")
      }
      let spec = try SourceSpec.parse(name)
      if let problem = spec.problem() { throw problem }
      specs.append(spec)
      written[Self.absolute(name)] = name
    }
    hub = try SourceHub(specs: specs, mode: .once)
  }

  deinit { hub.close() }

  /// The next stream; nil when all have been given.
  func next() -> (any ByteStream)? {
    while waiting.isEmpty, hub.expectsMore, take(timeout: 0) {}
    return waiting.isEmpty ? nil : waiting.removeFirst()
  }

  /// The stream's name for messages: as the user wrote it, where it is one of the arguments.
  func name(of stream: any ByteStream) -> String { written[stream.uri] ?? stream.uri }

  private static func absolute(_ name: String) -> String {
    if name == "-" { return name }
    let full = name.hasPrefix("/") ? name : FileManager.default.currentDirectoryPath + "/" + name
    return "/" + full.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  /// Takes the problems out.
  func takeFailures() -> [SourceError] {
    defer { failures = [] }
    return failures
  }

  /// Reads the next bytes of a stream, waiting for them.
  /// - Returns: their number; 0 = the stream is over.
  func read(
    _ stream: any ByteStream, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Int {
    while true {
      switch try stream.read(into: buffer) {
      case .bytes(let count):
        if count > 0 { return count }
      case .wouldBlock: _ = take(timeout: -1)
      case .end: return 0
      }
    }
  }

  /// Takes in what the hub has to tell; false when it was nothing.
  private func take(timeout: Int32) -> Bool {
    let events = hub.poll(timeoutMilliseconds: timeout)
    for event in events {
      switch event {
      case .appeared(let stream): waiting.append(stream)
      case .failed(let error): failures.append(error)
      case .readable, .recovered, .notice, .listed: break
      }
    }
    return !events.isEmpty
  }
}
