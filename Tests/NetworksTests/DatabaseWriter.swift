import SecurityModel

@testable import Networks

/// Writes small MaxMind DB files, after the published specification of the format.
struct DatabaseWriter {
  /// A value of the data section.
  indirect enum Value {
    case text(String)
    case number(UInt64, bytes: Int)
    case flag(Bool)
    case double(UInt64)
    /// Keys, and as many values.
    case object([String], [Value])
    case array([Value])
    /// Bytes as they are, for what no honest writer would write.
    case raw([UInt8])

    static func map(_ members: [(String, Value)]) -> Value {
      .object(members.map(\.0), members.map(\.1))
    }

    static func uint32(_ n: UInt64) -> Value { .number(n, bytes: 4) }
  }

  var recordSize = 24
  var ipVersion = 6
  var type = "Test"
  /// Writes each key once, and points to it where it comes again.
  var usesPointers = true
  /// Lets `::ffff:0:0/96` and `2002::/16` lead to where IPv4 addresses lie.
  var hasAliases = true
  private var networks: [(block: CIDRBlock, value: Value)] = []

  init(recordSize: Int = 24, ipVersion: Int = 6, type: String = "Test") {
    self.recordSize = recordSize
    self.ipVersion = ipVersion
    self.type = type
  }

  struct NotANetwork: Error {}

  mutating func add(_ network: String, _ value: Value) throws {
    guard let block = CIDRBlock(text: network) else { throw NotANetwork() }
    networks.append((block, value))
  }

  private enum Record {
    case none
    case node(Int)
    case data(Int)

    var isNone: Bool {
      if case .none = self { return true }
      return false
    }
  }

  /// The file.
  func bytes() -> [UInt8] {
    var nodes: [[Record]] = [[.none, .none]]
    var data: [UInt8] = []
    var keys: [String: Int] = [:]

    func insert(_ bits: [Int], _ record: Record) {
      var node = 0
      for (i, bit) in bits.enumerated() {
        if i == bits.count - 1 {
          nodes[node][bit] = record
        } else if case .node(let next) = nodes[node][bit] {
          node = next
        } else {
          // A shorter network is spread below.
          let old = nodes[node][bit]
          nodes.append(old.isNone ? [.none, .none] : [old, old])
          nodes[node][bit] = .node(nodes.count - 1)
          node = nodes.count - 1
        }
      }
    }
    func bits(_ block: CIDRBlock) -> [Int] {
      let all = (0..<128).map { i -> Int in
        let half = i < 64 ? block.base.high >> UInt64(63 - i) : block.base.low >> UInt64(127 - i)
        return Int(half & 1)
      }
      guard block.base.isV4 else { return Array(all.prefix(block.prefix)) }
      let tail = Array(all[96..<block.prefix])
      return ipVersion == 4 ? tail : Array(repeating: 0, count: 96) + tail
    }
    for (block, value) in networks.sorted(by: { $0.block.prefix < $1.block.prefix }) {
      let place = data.count
      encode(value, into: &data, &keys)
      insert(bits(block), .data(place))
    }
    if ipVersion == 6, hasAliases {
      var node = 0
      for _ in 0..<96 { if case .node(let next) = nodes[node][0] { node = next } }
      insert(Array(repeating: 0, count: 80) + Array(repeating: 1, count: 16), .node(node))
      insert((0..<16).map { (0x2002 >> (15 - $0)) & 1 }, .node(node))
    }
    var out: [UInt8] = []
    for node in nodes {
      let values = node.map { record -> Int in
        switch record {
        case .none: nodes.count
        case .node(let n): n
        case .data(let place): nodes.count + 16 + place
        }
      }
      out += Self.pack(values, recordSize)
    }
    out += [UInt8](repeating: 0, count: 16) + data
    out += [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
    var none: [String: Int] = [:]
    var plain = self
    plain.usesPointers = false
    plain.encode(
      .map([
        ("binary_format_major_version", .number(2, bytes: 2)),
        ("binary_format_minor_version", .number(0, bytes: 2)),
        ("build_epoch", .number(1_755_000_000, bytes: 8)), ("database_type", .text(type)),
        ("description", .map([("en", .text("for tests"))])),
        ("ip_version", .number(UInt64(ipVersion), bytes: 2)), ("languages", .array([.text("en")])),
        ("node_count", .uint32(UInt64(nodes.count))),
        ("record_size", .number(UInt64(recordSize), bytes: 2)),
      ]), into: &out, &none)
    return out
  }

  private static func pack(_ v: [Int], _ size: Int) -> [UInt8] {
    func bytes(_ n: Int, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: n >> (8 * $0)) }
    }
    switch size {
    case 24: return bytes(v[0], 3) + bytes(v[1], 3)
    case 28:
      let middle = UInt8((v[0] >> 24) << 4 | v[1] >> 24)
      return bytes(v[0], 3) + [middle] + bytes(v[1], 3)
    default: return bytes(v[0], 4) + bytes(v[1], 4)
    }
  }

  func encode(_ value: Value, into out: inout [UInt8], _ keys: inout [String: Int]) {
    switch value {
    case .raw(let bytes): out += bytes
    case .text(let text):
      let bytes = Array(text.utf8)
      out += Self.head(2, bytes.count) + bytes
    case .number(let n, let count):
      // Leading zero bytes are left out, as the specification has it.
      let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: n >> (8 * UInt64($0))) }
        .drop { $0 == 0 }
      out += Self.head(count == 2 ? 5 : count == 4 ? 6 : 9, bytes.count) + bytes
    case .flag(let flag): out += Self.head(14, flag ? 1 : 0)
    case .double(let bits):
      out += Self.head(3, 8)
      out += (0..<8).reversed().map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
    case .array(let elements):
      out += Self.head(11, elements.count)
      for element in elements { encode(element, into: &out, &keys) }
    case .object(let names, let members):
      out += Self.head(7, members.count)
      for (key, member) in zip(names, members) {
        if usesPointers, let place = keys[key] {
          out += Self.pointer(to: place)
        } else {
          keys[key] = out.count
          encode(.text(key), into: &out, &keys)
        }
        encode(member, into: &out, &keys)
      }
    }
  }

  static func head(_ type: UInt8, _ size: Int) -> [UInt8] {
    var low: UInt8
    var more: [UInt8] = []
    switch size {
    case ..<29: low = UInt8(size)
    case ..<285: (low, more) = (29, [UInt8(size - 29)])
    case ..<65_821:
      let n = size - 285
      (low, more) = (30, [UInt8(n >> 8), UInt8(n & 255)])
    default:
      let n = size - 65_821
      (low, more) = (31, [UInt8(n >> 16 & 255), UInt8(n >> 8 & 255), UInt8(n & 255)])
    }
    return type < 8 ? [type << 5 | low] + more : [low, type - 7] + more
  }

  static func pointer(to place: Int) -> [UInt8] {
    func bytes(_ n: Int, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: n >> (8 * $0)) }
    }
    switch place {
    case ..<2_048: return [0x20 | UInt8(place >> 8)] + bytes(place, 1)
    case ..<526_336:
      let n = place - 2_048
      return [0x28 | UInt8(n >> 16)] + bytes(n, 2)
    case ..<134_744_064:
      let n = place - 526_336
      return [0x30 | UInt8(n >> 24)] + bytes(n, 3)
    default: return [0x38] + bytes(place, 4)
    }
  }
}
