/// What a database tells about itself: the map behind the last marker of the file.
public struct DatabaseMetadata: Hashable, Sendable {
  public var nodeCount = 0
  /// Bits of one record of a node: 24, 28 or 32.
  public var recordSize = 0
  /// 4 or 6.
  public var ipVersion = 0
  /// Such as `GeoLite2-ASN`.
  public var type = ""
  /// When it was made, in seconds since the epoch; 0 = not told.
  public var buildEpoch: UInt64 = 0
  var majorVersion = 0

  private static let marker: [UInt8] = [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
  /// The marker lies within so many bytes of the end.
  private static let searched = 128 << 10

  /// Bytes of the search tree.
  var treeSize: Int { nodeCount * recordSize / 4 }

  /// Where the metadata begins; nil when the file has none.
  static func start(in file: UnsafeRawBufferPointer) -> Int? {
    let lowest = max(0, file.count - searched)
    var at = file.count - marker.count
    while at >= lowest {
      if file[at] == marker[0], marker.indices.allSatisfy({ file[at + $0] == marker[$0] }) {
        return at + marker.count
      }
      at -= 1
    }
    return nil
  }

  init(_ file: UnsafeRawBufferPointer) throws(DatabaseProblem) {
    guard let start = Self.start(in: file) else {
      throw DatabaseProblem(
        "not a MaxMind DB: its metadata is missing; the file is of another kind, or cut off")
    }
    var section = DatabaseSection(UnsafeRawBufferPointer(rebasing: file[start...]), offset: start)
    let map = try section.value(at: 0)
    var found = Self()
    try section.forEachMember(of: map) { section, key, place throws(DatabaseProblem) in
      let value = try section.value(at: place)
      let number = section.unsigned(value) ?? 0
      switch String(decoding: key, as: UTF8.self) {
      case "node_count": found.nodeCount = Int(clamping: number)
      case "record_size": found.recordSize = Int(clamping: number)
      case "ip_version": found.ipVersion = Int(clamping: number)
      case "database_type": found.type = section.text(value) ?? ""
      case "build_epoch": found.buildEpoch = number
      case "binary_format_major_version": found.majorVersion = Int(clamping: number)
      default: break
      }
    }
    self = found
    guard majorVersion == 2 else {
      throw DatabaseProblem(
        "version \(majorVersion) of the MaxMind DB format is not known; version 2 is", at: start)
    }
    guard [24, 28, 32].contains(recordSize) else {
      throw DatabaseProblem("records of \(recordSize) bits; 24, 28 and 32 are known", at: start)
    }
    guard ipVersion == 4 || ipVersion == 6 else {
      throw DatabaseProblem("IP version \(ipVersion); 4 and 6 are known", at: start)
    }
    // The separator of 16 bytes and the marker stand between tree and metadata.
    guard nodeCount > 0, nodeCount <= file.count, treeSize + 16 <= start - Self.marker.count else {
      throw DatabaseProblem(
        "a search tree of \(nodeCount) nodes does not fit into the file; it is cut off", at: start)
    }
  }

  private init() {}

  /// Where the data section ends.
  static func dataEnd(_ file: UnsafeRawBufferPointer) -> Int {
    (start(in: file) ?? file.count) - marker.count
  }
}
