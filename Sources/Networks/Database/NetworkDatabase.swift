public import SecurityModel

/// A MaxMind DB file (`.mmdb`): what is known about addresses, found through a binary tree.
///
/// Source: MaxMind DB file format specification, version 2.0. Reads GeoLite2 and GeoIP2 ASN, ISP,
/// Country, City, Enterprise and Anonymous IP, DB-IP and IPinfo databases, and any other with
/// fields of the same names.
public struct NetworkDatabase: Sendable {
  public let metadata: DatabaseMetadata
  private let holder: DatabaseBytes
  /// Start and end of the data section.
  private let data: Range<Int>
  /// Node behind the 96 zero bits under which IPv4 addresses lie, or the record found on the way.
  private let v4Start: Int

  /// Checks the metadata, every record of the tree, and some of the data.
  /// - Throws: `DatabaseProblem` for a file that is no database, or a damaged one.
  public init(_ holder: DatabaseBytes) throws(DatabaseProblem) {
    self.holder = holder
    let metadata = try DatabaseMetadata(holder.bytes)
    self.metadata = metadata
    data = (metadata.treeSize + 16)..<DatabaseMetadata.dataEnd(holder.bytes)
    var node = 0
    if metadata.ipVersion == 6 {
      for _ in 0..<96 where node < metadata.nodeCount {
        node = Self.record(holder.bytes, metadata.recordSize, node: node, side: 0)
      }
    }
    v4Start = node
    try check()
  }

  /// True when the bytes hold the mark of such a file.
  public static func isDatabase(_ bytes: UnsafeRawBufferPointer) -> Bool {
    DatabaseMetadata.start(in: bytes) != nil
  }

  /// What the database tells about an address; nil when it doesn't know it.
  public func lookup(_ address: IPAddress) -> NetworkTable.Entry? {
    guard let (place, depth) = find(address), let fields = try? fields(at: place) else {
      return nil
    }
    let prefix = address.isV4 ? depth + 96 : depth
    return fields.entry(
      CIDRBlock(base: CIDRBlock.masked(address, prefix), prefix: prefix))
  }

  /// Place of the address's data in the data section, and the number of bits that led there.
  private func find(_ address: IPAddress) -> (place: Int, depth: Int)? {
    guard address.isPresent, metadata.ipVersion == 6 || address.isV4 else { return nil }
    let width = address.isV4 ? 32 : 128
    var node = address.isV4 ? v4Start : 0
    var depth = 0
    while node < metadata.nodeCount, depth < width {
      let bit = 127 - (128 - width) - depth
      let half = bit >= 64 ? address.high >> UInt64(bit - 64) : address.low >> UInt64(bit)
      node = Self.record(holder.bytes, metadata.recordSize, node: node, side: Int(half & 1))
      depth += 1
    }
    guard node > metadata.nodeCount else { return nil }
    return (node - metadata.nodeCount - 16, depth)
  }

  /// One of the two records of a node.
  private static func record(
    _ bytes: UnsafeRawBufferPointer, _ size: Int, node: Int, side: Int
  ) -> Int {
    let start = node * size / 4
    func three(_ at: Int) -> Int {
      Int(bytes[at]) << 16 | Int(bytes[at + 1]) << 8 | Int(bytes[at + 2])
    }
    switch size {
    case 24: return three(start + 3 * side)
    case 28:
      let middle = Int(bytes[start + 3])
      return side == 0
        ? (middle & 0xF0) << 20 | three(start) : (middle & 0xF) << 24 | three(start + 4)
    default: return three(start + 4 * side) << 8 | Int(bytes[start + 4 * side + 3])
    }
  }

  private func fields(at place: Int) throws(DatabaseProblem) -> DatabaseFields {
    var section = DatabaseSection(
      UnsafeRawBufferPointer(rebasing: holder.bytes[data]), offset: data.lowerBound)
    return try DatabaseFields(&section, at: place)
  }

  /// Refuses a tree that points outside of the file, and data that can't be read.
  private func check() throws(DatabaseProblem) {
    let count = metadata.nodeCount
    let stride = max(1, count / 32)
    var next = 0
    for node in 0..<count {
      for side in 0..<2 {
        let record = Self.record(holder.bytes, metadata.recordSize, node: node, side: side)
        if record <= count { continue }
        let place = record - count - 16
        guard place >= 0, place < data.count else {
          throw DatabaseProblem(
            "the search tree points outside of the data; the file is damaged",
            at: node * metadata.recordSize / 4)
        }
        guard node >= next else { continue }
        _ = try fields(at: place)
        next = node + stride
      }
    }
  }
}
