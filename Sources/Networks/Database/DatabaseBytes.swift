/// The bytes of a database file, mapped or in memory, for as long as somebody reads them.
///
/// `@unchecked`: the bytes are only read, from `init` to `deinit`, and nothing here ever changes.
public final class DatabaseBytes: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  private let release: @Sendable (UnsafeRawBufferPointer) -> Void

  /// - Parameters:
  ///   - bytes: must stay as they are until `release` was called.
  ///   - release: gives them back when nobody needs them any more.
  public init(
    _ bytes: UnsafeRawBufferPointer,
    release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
  ) {
    self.bytes = bytes
    self.release = release
  }

  /// A copy of `bytes`.
  public convenience init(copying bytes: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
    copy.copyBytes(from: bytes)
    self.init(UnsafeRawBufferPointer(copy)) { $0.deallocate() }
  }

  /// The bytes; valid as long as this object is.
  public var readable: UnsafeRawBufferPointer { bytes }

  deinit { release(bytes) }
}
