/// Decompresses from the start on, piece by piece, whatever wants the bytes and gives the input.
struct CompressedReader {
  enum Outcome {
    case bytes(Int)
    /// The input has nothing now.
    case wouldBlock
    /// There is no more; complete if the file ends where a member does.
    case endOfFile(isComplete: Bool)
  }

  /// Reads input into a buffer, from an offset in it: how many bytes, 0 at its end, nil if there are
  /// none now.
  typealias Input = (UnsafeMutableRawBufferPointer, Int64) throws(SourceError) -> Int?

  /// Decompressed bytes given so far.
  private(set) var produced: Int64 = 0
  private let uri: String
  private let limits: SourceLimits
  private let inflater: Inflater
  private var input: [UInt8]
  /// What of `input` has not been decompressed yet.
  private var pending = 0..<0
  /// Compressed bytes read.
  private var offset: Int64 = 0
  private var isBetweenMembers = true
  /// The last buffer was filled, so there may be more to come out without further input.
  private var isFull = false
  private static let inputLength = 32 << 10

  init(
    _ compression: Compression, uri: String, limits: SourceLimits
  ) throws(SourceError) {
    guard let inflater = Inflater(compression) else { throw Self.noMemory(uri) }
    self.uri = uri
    self.limits = limits
    self.inflater = inflater
    input = [UInt8](repeating: 0, count: Self.inputLength)
  }

  /// Decompresses what comes next of `source`.
  ///
  /// After `.endOfFile` it can be called again, and goes on if the file has grown.
  mutating func read(
    _ source: Input, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SourceError) -> Outcome {
    while true {
      if pending.isEmpty, isBetweenMembers || !isFull {
        guard let count = try refill(source) else { return .wouldBlock }
        if count == 0 { return .endOfFile(isComplete: isBetweenMembers || inflater.isComplete) }
      }
      if isBetweenMembers, offset > Int64(pending.count) || produced > 0 {
        // Between members zeros are padding, as tape archives add it.
        while let first = pending.first, input[first] == 0 { pending.removeFirst() }
        guard let first = pending.first else { continue }
        if !Compression.mayBegin([input[first]]) {
          throw corrupt("something that is not compressed follows the compressed data")
        }
      }
      let (step, used, written) = input.withUnsafeBytes {
        inflater.step(UnsafeRawBufferPointer(rebasing: $0[pending]), into: buffer)
      }
      pending = (pending.lowerBound + used)..<pending.upperBound
      produced += Int64(written)
      isBetweenMembers = false
      isFull = written == buffer.count
      switch step {
      case .more:
        // Neither input used nor output made, with both there: zlib never does that.
        if used == 0, written == 0, !pending.isEmpty { throw corrupt("the data is damaged") }
      case .member:
        inflater.reset()
        isBetweenMembers = true
      case .corrupt:
        // What was decompressed before the damage is given first; the next call fails again.
        if written == 0 { throw corrupt("the data is damaged") }
      case .noMemory:
        throw Self.noMemory(uri)
      case .tooLarge:
        throw SourceError(
          uri: uri, kind: .unavailable,
          reason: "decompressing \(uri) takes a window of more than 128 MiB; compress it without "
            + "--long or --ultra")
      }
      try guardAgainstBomb()
      if written > 0 { return .bytes(written) }
    }
  }

  /// Throws away what comes before `position`; `.bytes` once that is reached.
  mutating func skip(to position: Int64, _ source: Input) throws(SourceError) -> Outcome {
    guard produced < position else { return .bytes(0) }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 128 << 10, alignment: 16)
    defer { scratch.deallocate() }
    while produced < position {
      let wanted = Int(min(Int64(scratch.count), position - produced))
      let part = UnsafeMutableRawBufferPointer(rebasing: scratch[..<wanted])
      let outcome = try read(source, into: part)
      guard case .bytes = outcome else { return outcome }
    }
    return .bytes(0)
  }

  /// The first `count` decompressed bytes; fewer if there are no more, or none that are sound.
  mutating func beginning(_ count: Int, of source: Input) throws(SourceError) -> [UInt8] {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    defer { scratch.deallocate() }
    var filled = 0
    while filled < count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: scratch[filled...])
      do {
        guard case .bytes(let more) = try read(source, into: rest) else { break }
        filled += more
      } catch {
        if filled == 0 { throw error }
        break
      }
    }
    return Array(scratch[..<filled])
  }

  private mutating func refill(_ source: Input) throws(SourceError) -> Int? {
    let at = offset
    // Typed throws don't pass through the closure.
    var failure: SourceError?
    let count = input.withUnsafeMutableBytes { room -> Int? in
      do throws(SourceError) {
        return try source(room, at)
      } catch {
        failure = error
        return nil
      }
    }
    if let failure { throw failure }
    guard let count else { return nil }
    offset += Int64(count)
    pending = 0..<count
    return count
  }

  /// The input of a file that is open as `descriptor`.
  static func file(_ descriptor: Int32, _ uri: String) -> Input {
    { (buffer, offset) throws(SourceError) -> Int? in
      switch System.read(descriptor, into: buffer, at: offset) {
      case .failed(let code): throw .opening(uri, code)
      case .done(let count): return count
      }
    }
  }

  private func guardAgainstBomb() throws(SourceError) {
    let used = max(1, offset - Int64(pending.count))
    let isTooDense =
      produced > limits.decompressionGrace && produced / used > limits.decompressionRatio
    if produced > limits.decompressedBytes || isTooDense {
      throw SourceError(
        uri: uri, kind: .corrupt,
        reason: "stopped after \(produced) decompressed bytes out of \(used): this looks like a "
          + "decompression bomb; if it is a genuine log, decompress it first")
    }
  }

  /// The error of a file that can't be decompressed any further.
  func corrupt(_ why: String) -> SourceError {
    SourceError(
      uri: uri, kind: .corrupt,
      reason: "\(why) (after \(produced) decompressed bytes, near byte "
        + "\(offset - Int64(pending.count)) of the file); fetch the file again")
  }

  private static func noMemory(_ uri: String) -> SourceError {
    SourceError(uri: uri, kind: .unavailable, reason: "no memory to decompress \(uri)")
  }
}
