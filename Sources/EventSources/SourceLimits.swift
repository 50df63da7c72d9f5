/// Every limit of the sources, in one place.
public struct SourceLimits: Hashable, Sendable {
  /// Descriptors of files that are open at the same time; the least recently read file is closed
  /// to make room and opened again when it is read next.
  public var openFiles = 128
  /// Files known at the same time; those found beyond it are ignored with a notice.
  public var files = 200_000
  /// Levels of directories below a SOURCE.
  public var depth = 64
  /// Clients of one socket; the surplus is refused with a notice.
  public var clients = 256
  /// Bytes kept from the start of a stream that can't be read twice, for `head`.
  public var headBytes = 16 << 10
  /// Decompressed bytes of one compressed file after which it counts as a bomb.
  public var decompressedBytes: Int64 = 1 << 40
  /// Decompressed bytes per compressed byte above which a file counts as a bomb. Deflate can't do
  /// more than 1032; logs reach 10 to 50, very repetitive ones 200.
  public var decompressionRatio: Int64 = 600
  /// Decompressed bytes below which no ratio is looked at.
  public var decompressionGrace: Int64 = 64 << 20
  /// Milliseconds between two listings of what can't be watched: network file systems, file
  /// systems in user space, systems without inotify.
  public var rescanMilliseconds: Int64 = 3000

  public init() {}
}
