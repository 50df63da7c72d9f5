/// A file that has just been opened, and what its beginning tells.
struct OpenedFile {
  let descriptor: Int32
  let status: FileStatus
  /// As much of the content as a fingerprint takes, decompressed; fewer if there is not more.
  let content: [UInt8]
  let compression: Compression?
  var isCompressed: Bool { compression != nil }

  /// Opens `path`; nil if it is no regular file (any more).
  static func open(_ path: String) -> System.Outcome<OpenedFile?> {
    let descriptor: Int32
    switch System.open(path) {
    case .failed(let code): return .failed(code)
    case .done(let opened): descriptor = opened
    }
    guard case .done(let status) = FileStatus.of(descriptor), status.kind == .regular else {
      System.close(descriptor)
      return .done(nil)
    }
    switch bytes(descriptor, at: 0, count: Fingerprint.length) {
    case .failed(let code):
      System.close(descriptor)
      return .failed(code)
    case .done(let head):
      let compression = Compression.of(head)
      let content =
        compression == nil ? head : Inflater.beginning(of: head, count: Fingerprint.length)
      return .done(
        OpenedFile(
          descriptor: descriptor, status: status, content: content, compression: compression))
    }
  }

  /// For a file that is not read after all.
  func close() { System.close(descriptor) }

  var fingerprint: Fingerprint { content.withUnsafeBytes { Fingerprint($0) } }

  /// True when the file can be the one that `fingerprint` was taken of.
  func begins(like fingerprint: Fingerprint) -> Bool {
    content.withUnsafeBytes { fingerprint.matches($0) }
  }

  /// Up to `count` bytes of the file as it is, not decompressed.
  func bytes(at offset: Int64, count: Int) -> [UInt8] {
    guard case .done(let bytes) = Self.bytes(descriptor, at: offset, count: count) else {
      return []
    }
    return bytes
  }

  /// Up to `count` bytes of an open file from `offset`; fewer only at its end.
  static func bytes(
    _ descriptor: Int32, at offset: Int64, count: Int
  ) -> System.Outcome<[UInt8]> {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      let all = UnsafeMutableRawBufferPointer(buffer)
      while filled < count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: all[filled..<count])
        switch System.read(descriptor, into: rest, at: offset + Int64(filled)) {
        case .done(0): return
        case .done(let more): filled += more
        case .failed(let error):
          code = error
          return
        }
      }
    }
    return code == 0 ? .done(bytes) : .failed(code)
  }
}
