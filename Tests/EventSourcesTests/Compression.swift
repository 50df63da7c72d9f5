import CSystem

/// One gzip member of `text`.
func gzip(_ text: String) -> [UInt8] { gzip(Array(text.utf8)) }

func gzip(_ bytes: [UInt8]) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: bytes.count + bytes.count / 100 + 1000) { out, count in
    count = csys_gzip(bytes, bytes.count, out.baseAddress, out.count)
  }
}
