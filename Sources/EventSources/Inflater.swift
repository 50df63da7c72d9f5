import CSystem

/// Undoes gzip, zstd or UTF-16, piece by piece in bounded memory.
final class Inflater {
  enum Step {
    /// Wants more input, or more room.
    case more
    /// A member is complete.
    case member
    case corrupt
    case noMemory
    /// Wants more memory than is sensible.
    case tooLarge
  }

  private enum Engine {
    case gzip(OpaquePointer)
    case zstd(OpaquePointer)
    case utf16(UTF16Transcoder)
  }

  private var engine: Engine

  init?(_ compression: Compression) {
    switch compression {
    case .gzip:
      guard let handle = csys_inflate_open() else { return nil }
      engine = .gzip(handle)
    case .zstd:
      guard let handle = csys_unzstd_open() else { return nil }
      engine = .zstd(handle)
    case .utf16LittleEndian: engine = .utf16(UTF16Transcoder(isBigEndian: false))
    case .utf16BigEndian: engine = .utf16(UTF16Transcoder(isBigEndian: true))
    }
  }

  deinit {
    switch engine {
    case .gzip(let handle): csys_inflate_close(handle)
    case .zstd(let handle): csys_unzstd_close(handle)
    case .utf16: break
    }
  }

  /// True when the input may end here although it has no members.
  var isComplete: Bool {
    if case .utf16(let transcoder) = engine { return transcoder.isComplete }
    return false
  }

  /// Goes on with the next member.
  func reset() {
    switch engine {
    case .gzip(let handle): csys_inflate_reset(handle)
    case .zstd(let handle): csys_unzstd_reset(handle)
    case .utf16: break
    }
  }

  /// - Returns: How it went, bytes of `input` used, and bytes of `output` written.
  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (Step, used: Int, written: Int) {
    var used = 0
    var written = 0
    let result: Int32
    switch engine {
    case .gzip(let handle):
      result = csys_inflate(
        handle, input.baseAddress, input.count, &used, output.baseAddress, output.count, &written)
    case .zstd(let handle):
      result = csys_unzstd_step(
        handle, input.baseAddress, input.count, &used, output.baseAddress, output.count, &written)
    case .utf16(var transcoder):
      (used, written) = transcoder.step(input, into: output)
      engine = .utf16(transcoder)
      return (.more, used, written)
    }
    let step: Step =
      switch Int(result) {
      case CSYS_INFLATE_MORE: .more
      case CSYS_INFLATE_MEMBER: .member
      case CSYS_INFLATE_CORRUPT: .corrupt
      case CSYS_INFLATE_WINDOW: .tooLarge
      default: .noMemory
      }
    return (step, used, written)
  }

  /// Up to `count` decompressed bytes of what begins with `input`; fewer if it is short or damaged.
  static func beginning(of input: [UInt8], count: Int) -> [UInt8] {
    guard let compression = Compression.of(input), let inflater = Inflater(compression) else {
      return []
    }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let output = UnsafeMutableRawBufferPointer(buffer)
      filled = 0
      input.withUnsafeBytes { input in
        var at = 0
        while filled < count, at < input.count {
          let (step, used, written) = inflater.step(
            UnsafeRawBufferPointer(rebasing: input[at...]),
            into: UnsafeMutableRawBufferPointer(rebasing: output[filled...]))
          at += used
          filled += written
          switch step {
          case .member: inflater.reset()
          case .more where used + written > 0: break
          default: return
          }
        }
      }
    }
  }
}
