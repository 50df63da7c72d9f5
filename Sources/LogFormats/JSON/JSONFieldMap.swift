import SecurityModel

/// Dotted paths compiled to a table: which name inside which object leads to which slot.
///
/// Immutable and free of `String`s once it is made. `JSONFieldReader` walks records with it.
final class JSONFieldMap: Sendable {
  /// Longest name that is compared, in bytes; longer ones are unknown.
  static let longestName = 96

  /// What a known name leads to.
  struct Target {
    /// Slot of the value, or -1.
    var slot: Int16 = -1
    /// Node of the object behind the name, or -1.
    var child: Int16 = -1
    /// Place of the path among those of its field: 0 is the best.
    var rank: UInt8 = 0
  }

  private struct Entry {
    /// Of the folded name and its node; 0 = free.
    var hash: UInt64 = 0
    var name = 0..<0
    var node: Int32 = 0
    var target: Int32 = 0
  }

  let slotCount: Int
  let spelling: JSONSpelling
  let targets: [Target]
  /// For each node the slots at and below it.
  let slotsBelow: [[Int]]
  private let entries: [Entry]
  private let names: [UInt8]

  var nodeCount: Int { slotsBelow.count }

  /// A map of `paths`: for each slot its paths, best first.
  init(_ paths: [[String]], spelling: JSONSpelling) {
    var builder = Builder(spelling: spelling)
    for (slot, aliases) in paths.enumerated() {
      for (rank, path) in aliases.enumerated() {
        builder.add(path, slot: slot, rank: rank)
      }
    }
    for aliases in paths {
      for path in aliases { builder.addFlattened(path) }
    }
    slotCount = paths.count
    self.spelling = spelling
    targets = builder.targets
    slotsBelow = builder.slotsBelow
    var size = 16
    while size < builder.keys.count * 3 { size *= 2 }
    var entries = [Entry](repeating: Entry(), count: size)
    var names: [UInt8] = []
    for key in builder.keys {
      let hash = key.name.withUnsafeBytes { Self.hash($0, node: key.node) }
      var slot = Int(truncatingIfNeeded: hash) & (size - 1)
      while entries[slot].hash != 0 { slot = (slot + 1) & (size - 1) }
      entries[slot] = Entry(
        hash: hash, name: names.count..<names.count + key.name.count, node: Int32(key.node),
        target: Int32(key.target))
      names += key.name
    }
    self.entries = entries
    self.names = names
  }

  convenience init<Field: JSONField>(_: Field.Type, spelling: JSONSpelling) {
    var paths = [[String]](
      repeating: [], count: (Field.allCases.map(\.rawValue).max() ?? -1) + 1)
    for field in Field.allCases { paths[field.rawValue] = field.paths }
    self.init(paths, spelling: spelling)
  }

  private static func hash(_ name: UnsafeRawBufferPointer, node: Int) -> UInt64 {
    StableHash.bytes(name, seed: UInt64(truncatingIfNeeded: node) &* ByteScan.lows) | 1
  }

  /// Index of the target of `name` inside an object of `node`, or -1.
  func target(of name: UnsafeRawBufferPointer, node: Int) -> Int {
    guard !name.isEmpty, name.count <= Self.longestName else { return -1 }
    guard spelling == .folded else { return find(name, node) }
    var folded = InlineArray<96, UInt8>(repeating: 0)
    var n = 0
    for byte in name where byte.isAlphanumeric || byte >= 0x80 {
      folded[n] = byte.asciiLowered
      n &+= 1
    }
    let index = withUnsafeBytes(of: folded) { find($0.cut(0, n), node) }
    guard index < 0, let length = Self.withoutTypeSuffix(name) else { return index }
    return target(of: name.cut(0, length), node: node)
  }

  /// The length of `UserId` in `UserId_s`.
  private static func withoutTypeSuffix(_ name: UnsafeRawBufferPointer) -> Int? {
    let n = name.count
    guard n > 2, name[n - 2] == 0x5F else { return nil }
    switch name[n - 1] {
    case 0x62, 0x64, 0x67, 0x73, 0x74: return n - 2
    default: return nil
    }
  }

  private func find(_ name: UnsafeRawBufferPointer, _ node: Int) -> Int {
    guard !name.isEmpty else { return -1 }
    let hash = Self.hash(name, node: node)
    var slot = Int(truncatingIfNeeded: hash) & (entries.count - 1)
    while entries[slot].hash != 0 {
      let entry = entries[slot]
      if entry.hash == hash, Int(entry.node) == node,
        name.elementsEqual(names[entry.name])
      {
        return Int(entry.target)
      }
      slot = (slot + 1) & (entries.count - 1)
    }
    return -1
  }
}

extension JSONFieldMap {
  /// Grows the tree of names.
  private struct Builder {
    struct Key {
      var node: Int
      var name: [UInt8]
      var target: Int
    }

    let spelling: JSONSpelling
    var keys: [Key] = []
    var targets: [Target] = []
    var slotsBelow: [[Int]] = [[]]

    init(spelling: JSONSpelling) { self.spelling = spelling }

    mutating func add(_ path: String, slot: Int, rank: Int) {
      let parts = path.split(separator: ".").map { Array($0.utf8) }
      var node = 0
      for (i, part) in parts.enumerated() {
        let target = target(part, node) ?? make(part, node)
        if i == parts.count - 1 {
          // Of two fields with one path the first keeps it.
          if targets[target].slot < 0 {
            targets[target].slot = Int16(clamping: slot)
            targets[target].rank = UInt8(clamping: min(rank, 0x7E))
          }
        } else {
          if targets[target].child < 0 {
            targets[target].child = Int16(clamping: slotsBelow.count)
            slotsBelow.append([])
          }
          node = Int(targets[target].child)
          slotsBelow[node].append(slot)
        }
      }
    }

    /// Adds the names that a flattened record has for the path: any run of its parts as one.
    mutating func addFlattened(_ path: String) {
      let parts = path.split(separator: ".").map { Array($0.utf8) }
      guard parts.count > 1 else { return }
      var chain: [Int] = []
      var node = 0
      for part in parts {
        guard let target = target(part, node) else { return }
        chain.append(target)
        node = Int(targets[target].child)
      }
      node = 0
      for start in 0..<parts.count - 1 {
        var name = parts[start]
        for end in start + 1..<parts.count {
          name += [0x2E] + parts[end]
          if target(name, node) == nil {
            keys.append(Key(node: node, name: folded(name), target: chain[end]))
          }
        }
        node = Int(targets[chain[start]].child)
      }
    }

    private func target(_ name: [UInt8], _ node: Int) -> Int? {
      let name = folded(name)
      return keys.first { $0.node == node && $0.name == name }?.target
    }

    private mutating func make(_ name: [UInt8], _ node: Int) -> Int {
      keys.append(Key(node: node, name: folded(name), target: targets.count))
      targets.append(Target())
      return targets.count - 1
    }

    private func folded(_ name: [UInt8]) -> [UInt8] {
      guard spelling == .folded else { return name }
      return name.filter { $0.isAlphanumeric || $0 >= 0x80 }.map(\.asciiLowered)
    }
  }
}
