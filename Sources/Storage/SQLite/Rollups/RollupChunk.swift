/// The numbers of rows of runs, and walking through what a row holds.
enum RollupChunk {
  /// Greatest number of a credential.
  static let lastCredential: Int64 = (1 << 31) - 1

  static func id(run: Int64, credential: Int64) -> Int64 { run << 32 | credential }
  static func run(_ id: Int64) -> Int64 { id >> 32 }

  /// Calls `body` with each group of a row until it gives false.
  /// - Returns: false when the row is damaged.
  static func forEach(
    _ id: Int64, _ data: UnsafeRawBufferPointer,
    _ body: (_ credential: Int64, _ hours: UnsafeRawBufferPointer) throws -> Bool
  ) rethrows -> Bool {
    var reader = ByteReader(data)
    var credential = id & lastCredential
    while !reader.isAtEnd {
      let step = reader.unsigned()
      let hours = reader.raw(reader.unsigned())
      guard reader.isSound, step <= UInt64(lastCredential) else { return false }
      credential += Int64(step)
      guard credential <= lastCredential else { return false }
      if try !body(credential, hours) { return true }
    }
    return true
  }

  /// Calls `body` with each hour of a group; it must move past the volume.
  /// - Returns: false when the group is damaged.
  static func forEachHour(
    _ hours: UnsafeRawBufferPointer, _ body: (_ hour: Int, inout ByteReader) throws -> Void
  ) rethrows -> Bool {
    var reader = ByteReader(hours)
    while !reader.isAtEnd {
      let hour = Int(reader.byte())
      guard hour < 24 else { return false }
      try body(hour, &reader)
      guard reader.isSound else { return false }
    }
    return true
  }
}
