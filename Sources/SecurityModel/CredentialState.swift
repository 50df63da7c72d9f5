/// The stored state of a credential as far as others than the engine may read it.
///
/// The blob begins with its version (4), then what the inventory shows: first seen, errors, rows
/// and bytes, calls by surface (18), and the sets of objects, networks, clients and endpoints. Of a
/// set: number of members, evictions, and of each member: count doubled, plus one when its hash is
/// that of its name; the hash (eight bytes) where it isn't; the name; second first seen; seconds
/// from there to when it was last seen. What follows is the engine's own.
public enum CredentialState {
  /// First byte of the blob; raised on every change of it.
  public static let version: UInt8 = 4
  /// Number of surfaces that calls are counted by.
  public static let surfaces = 18
  /// Most members of a set that the inventory shows.
  public static let shown = 50

  /// Begin of the keys under which stores hand out states.
  public static let keyPrefix = "credential/"

  /// The key of a state: the number in ten digits, so that the order of keys is that of numbers.
  public static func key(_ number: UInt32) -> String {
    let digits = String(number)
    return keyPrefix + String(repeating: "0", count: 10 - digits.count) + digits
  }

  /// Completes an inventory record from a state.
  /// - Returns: false when the state is damaged or of another version.
  public static func read(_ bytes: [UInt8], into record: inout CredentialRecord) -> Bool {
    var reader = ByteReader(bytes)
    do throws(ByteReader.Failure) {
      guard try reader.byte() == version else { return false }
      record.firstSeen = try reader.timestamp()
      record.errors = try reader.int64()
      record.rows = try reader.int64()
      record.bytes = try reader.int64()
      var calls: [UInt32] = []
      for _ in 0..<surfaces { calls.append(try reader.uint32()) }
      record.apis = APISurface.allCases.filter {
        Int($0.rawValue) < calls.count && calls[Int($0.rawValue)] > 0 && $0 != .unknown
      }
      record.objects = try members(&reader)
      record.networks = try members(&reader)
      record.clients = try members(&reader)
      record.endpoints = try members(&reader)
      return true
    } catch {
      return false
    }
  }

  private static func members(
    _ reader: inout ByteReader
  ) throws(ByteReader.Failure) -> [CredentialRecord.Counted] {
    var list: [CredentialRecord.Counted] = []
    let count = try reader.unsigned()
    _ = try reader.uint32()
    for _ in 0..<count {
      let marked = try reader.unsigned()
      if marked & 1 == 0 { _ = try reader.fixed() }
      let name = try reader.text()
      let first = try reader.uint32()
      let last = first &+ (try reader.uint32())
      list.append(
        .init(
          name: name, count: Int64(clamping: marked >> 1),
          firstSeen: Timestamp(seconds: Int64(first)), lastSeen: Timestamp(seconds: Int64(last))))
    }
    list.sort { $0.count == $1.count ? $0.name < $1.name : $0.count > $1.count }
    return Array(list.prefix(shown))
  }
}
