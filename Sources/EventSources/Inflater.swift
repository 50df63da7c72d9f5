import CSystem

/// Decompresses gzip members or zstd frames, in bounded memory.
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

  private let handle: OpaquePointer
  private let compression: Compression

  init?(_ compression: Compression) {
    let opened =
      switch compression {
      case .gzip: csys_inflate_open()
      case .zstd: csys_unzstd_open()
      }
    guard let opened else { return nil }
    handle = opened
    self.compression = compression
  }

  deinit {
    switch compression {
    case .gzip: csys_inflate_close(handle)
    case .zstd: csys_unzstd_close(handle)
    }
  }

  /// Goes on with the next member.
  func reset() {
    switch compression {
    case .gzip: csys_inflate_reset(handle)
    case .zstd: csys_unzstd_reset(handle)
    }
  }

  /// - Returns: How it went, bytes of `input` used, and bytes of `output` written.
  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (Step, used: Int, written: Int) {
    var used = 0
    var written = 0
    let work = compression == .gzip ? csys_inflate : csys_unzstd_step
    let result = work(
      handle, input.baseAddress, input.count, &used, output.baseAddress, output.count, &written)
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
