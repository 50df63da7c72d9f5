import CSystem

/// One gzip member of `text`.
func gzip(_ text: String) -> [UInt8] { gzip(Array(text.utf8)) }

func gzip(_ bytes: [UInt8]) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: bytes.count + bytes.count / 100 + 1000) { out, count in
    count = csys_gzip(bytes, bytes.count, out.baseAddress, out.count)
  }
}

/// One zstd frame of `text`.
func zstd(_ text: String) -> [UInt8] { zstd(Array(text.utf8)) }

func zstd(_ bytes: [UInt8], hasChecksum: Bool = true) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: bytes.count + bytes.count / 100 + 1000) { out, count in
    count = csys_zstd(bytes, bytes.count, out.baseAddress, out.count, hasChecksum ? 1 : 0)
  }
}

/// The two ways of compressing, to test both alike.
enum Compressor: CaseIterable, Sendable {
  case gzip
  case zstd

  var ending: String { self == .gzip ? "gz" : "zst" }

  func callAsFunction(_ text: String) -> [UInt8] { self(Array(text.utf8)) }

  func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
    self == .gzip ? EventSourcesTests.gzip(bytes) : EventSourcesTests.zstd(bytes)
  }
}
