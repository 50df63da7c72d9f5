import SecurityModel
import Testing

@testable import Networks

/// Files that are cut off, changed, or made to do harm.
@Suite struct DamagedDatabaseTests {
  typealias Value = DatabaseWriter.Value

  private func problem(_ bytes: [UInt8]) -> DatabaseProblem? {
    do throws(DatabaseProblem) {
      _ = try NetworkDatabase(DatabaseBytes(copying: bytes))
      return nil
    } catch { return error }
  }

  private func sound() throws -> [UInt8] {
    var writer = DatabaseWriter(recordSize: 28, type: "GeoLite2-ASN")
    for i in 0..<40 {
      try writer.add(
        "10.\(i).0.0/16",
        .map([
          ("autonomous_system_number", .uint32(UInt64(i + 1))),
          ("autonomous_system_organization", .text("Organisation number \(i)")),
        ]))
    }
    return writer.bytes()
  }

  @Test func `a file that is cut off anywhere is refused`() throws {
    let whole = try sound()
    #expect(problem(whole) == nil)
    for length in stride(from: 0, to: whole.count - 1, by: 7) {
      #expect(problem(Array(whole.prefix(length))) != nil, "\(length)")
    }
    // The head is missing: the tree no longer fits.
    #expect(problem(Array(whole.suffix(400)))?.reason.contains("cut off") == true)
  }

  @Test func `other files are told from a database`() {
    let list = Array("network,kind\n10.0.0.0/8,own\n".utf8)
    for bytes in [[], list, [UInt8](repeating: 0, count: 999)] {
      #expect(problem(bytes)?.reason.hasPrefix("not a MaxMind DB") == true)
    }
  }

  @Test(arguments: [
    ("record_size", 20, "records of 20 bits"), ("ip_version", 5, "IP version 5"),
    ("binary_format_major_version", 3, "version 3"),
    ("node_count", 4_000_000_000, "does not fit"), ("node_count", 0, "does not fit"),
  ])
  func `metadata that can't be right is refused`(
    _ key: String, _ number: UInt64, _ reason: String
  ) throws {
    var bytes = try sound()
    let marker = [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
    let start = try #require(
      (0..<bytes.count - marker.count).last { Array(bytes[$0..<$0 + marker.count]) == marker })
    bytes.removeSubrange((start + marker.count)...)
    var values: [String: UInt64] = [
      "binary_format_major_version": 2, "ip_version": 6, "node_count": 10, "record_size": 28,
    ]
    values[key] = number
    var keys: [String: Int] = [:]
    var writer = DatabaseWriter()
    writer.usesPointers = false
    writer.encode(
      .map(values.sorted { $0.key < $1.key }.map { ($0.key, Value.uint32($0.value)) }),
      into: &bytes, &keys)
    #expect(problem(bytes)?.reason.contains(reason) == true, "\(problem(bytes) as Any)")
  }

  @Test(
    arguments: [
      // A pointer to itself, and one out of the file.
      ([0x20, 0x00], "a pointer to a pointer"), ([0x3F, 0xFF, 0xFF, 0xFF, 0xFF], "outside"),
      // A text, a number and a map in place of the record's map.
      ([0x43, 0x61, 0x62, 0x63], "not a map"),
      // A map whose value is itself: followed no deeper than it is written.
      ([0xE1, 0x41, 0x61, 0x00, 0xF0], "unknown type"),
      // A list of sixteen million elements.
      ([0xE1, 0x41, 0x61, 0x1F, 0x04, 0xFF, 0xFF, 0xFF], "cut off|too many|outside|unknown|deep"),
      // A text longer than the file.
      ([0xE1, 0x41, 0x61, 0x5F, 0xFF, 0xFF, 0xFF], "cut off"),
      // A key that is a number; an extended type below all others; a container.
      ([0xE1, 0xA1, 0x01, 0xA1, 0x01], "a key is not a text"), ([0x00, 0x00], "unknown type"),
      ([0x00, 0x05], "unknown type"),
    ] as [([UInt8], String)])
  func `data that can't be read is refused with its place`(
    _ data: [UInt8], _ reasons: String
  ) throws {
    var writer = DatabaseWriter()
    try writer.add("192.0.2.0/24", .raw(data))
    let found = try #require(problem(writer.bytes()))
    #expect(
      reasons.split(separator: "|").contains { found.reason.contains($0) }, "\(found.reason)")
    #expect(found.offset != nil)
  }

  @Test func `nesting has an end`() throws {
    var value = Value.uint32(1)
    for _ in 0..<500 { value = .array([value]) }
    var writer = DatabaseWriter()
    try writer.add("192.0.2.0/24", .map([("deep", value), ("asn", .uint32(1))]))
    #expect(problem(writer.bytes())?.reason.contains("deep") == true)
  }

  @Test func `no change of bytes makes it crash or hang`() throws {
    let whole = try sound()
    var random = UInt64(7)
    func next() -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33)
    }
    let ips = (0..<50).compactMap { IPAddress(text: "10.\($0).3.4") }
    var opened = 0
    for _ in 0..<3_000 {
      var bytes = whole
      for _ in 0..<(1 + next() % 8) { bytes[next() % bytes.count] = UInt8(next() & 255) }
      if next() % 5 == 0 { bytes.removeSubrange((next() % bytes.count)...) }
      guard let database = try? NetworkDatabase(DatabaseBytes(copying: bytes)) else { continue }
      opened += 1
      for ip in ips { _ = database.lookup(ip) }
      _ = database.lookup(IPAddress(high: UInt64(next()) << 32, low: UInt64(next())))
    }
    #expect(opened > 0)
  }
}
