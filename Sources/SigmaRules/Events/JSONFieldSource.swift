import SecurityModel

/// A JSON object whose own keys are the fields.
///
/// A name is looked up as a key first; then its dots reach into nested objects, and arrays on the
/// way fan out to all of their elements. An empty array counts as null. Of a repeated key the last one counts. The memory is kept
/// from one record to the next.
public struct JSONFieldSource: FieldSource, Sendable {
  /// Why and where a record isn't a JSON object.
  public struct Failure: Error, Hashable, Sendable {
    public var reason: String
    /// Byte offset in the record.
    public var offset: Int
  }

  enum Kind: UInt8 { case object, array, text, integer, double, bool, null }

  struct Node {
    var kind: Kind
    /// The key in `arena`; empty in arrays.
    var keyOffset = 0
    var keyLength = 0
    var keyHash: UInt64 = 0
    /// The text in `arena`.
    var offset = 0
    var length = 0
    var bits: UInt64 = 0
    /// Index of the first node behind this one and everything in it.
    var next = 0
  }

  private var nodes: [Node] = []
  private var arena: [UInt8] = []
  /// Open addressing from key hashes to the members of the outermost object; -1 = free.
  private var slots: [Int32] = []

  public init() {}

  /// Replaces the record by the object in `record`; the bytes may be freed afterwards.
  /// - Throws: `Failure` with the byte offset; the source is empty then.
  public mutating func load(_ record: UnsafeRawBufferPointer) throws(Failure) {
    // Taken out first, so that the reader is the only owner and can reuse the memory.
    var takenNodes: [Node] = []
    var takenArena: [UInt8] = []
    swap(&takenNodes, &nodes)
    swap(&takenArena, &arena)
    var reader = JSONNodeReader(record, nodes: takenNodes, arena: takenArena)
    var failure: Failure?
    do throws(Failure) {
      try reader.read()
    } catch {
      failure = error
    }
    nodes = reader.nodes
    arena = reader.arena
    if let failure {
      nodes.removeAll(keepingCapacity: true)
      throw failure
    }
    indexTopLevel()
  }

  /// Replaces the record by the object in `text`.
  public mutating func load(_ text: String) throws(Failure) {
    var copy = text
    let failure: Failure? = copy.withUTF8 {
      do throws(Failure) {
        try load(UnsafeRawBufferPointer($0))
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  private mutating func indexTopLevel() {
    var members = 0
    var child = 1
    while child < nodes[0].next {
      members += 1
      child = nodes[child].next
    }
    var size = 16
    while size < members * 2 { size *= 2 }
    slots.removeAll(keepingCapacity: true)
    slots.append(contentsOf: repeatElement(-1, count: size))
    child = 1
    while child < nodes[0].next {
      let node = nodes[child]
      var slot = Int(truncatingIfNeeded: node.keyHash) & (size - 1)
      while slots[slot] >= 0, !hasSameKey(nodes[Int(slots[slot])], node) {
        slot = (slot + 1) & (size - 1)
      }
      slots[slot] = Int32(truncatingIfNeeded: child)
      child = node.next
    }
  }

  private func hasSameKey(_ a: Node, _ b: Node) -> Bool {
    a.keyHash == b.keyHash && a.keyLength == b.keyLength
      && arena[a.keyOffset..<(a.keyOffset + a.keyLength)]
        .elementsEqual(arena[b.keyOffset..<(b.keyOffset + b.keyLength)])
  }

  public func read(_ field: FieldName, into values: inout FieldValues) {
    if nodes.isEmpty { return }
    if let member = topLevel(field) { return emit(member, into: &values) }
    if field.bytes.contains(0x2E) { _ = reach(0, field.bytes[...], into: &values) }
  }

  public func readAll(into values: inout FieldValues) {
    arena.withUnsafeBytes { text in
      for node in nodes {
        switch node.kind {
        case .object, .array, .null: continue
        default: append(node, text, into: &values)
        }
      }
    }
  }

  public func forEachRoot(_ body: (UInt64) -> Void) -> Bool {
    guard let end = nodes.first?.next else { return true }
    arena.withUnsafeBytes { text in
      var child = 1
      while child < end {
        let node = nodes[child]
        let key = UnsafeRawBufferPointer(
          rebasing: text[node.keyOffset..<(node.keyOffset + node.keyLength)])
        if let dot = key.firstIndex(of: 0x2E) {
          body(StableHash.bytes(UnsafeRawBufferPointer(rebasing: key[0..<dot])))
        } else {
          body(node.keyHash)
        }
        child = node.next
      }
    }
    return true
  }

  private func topLevel(_ field: FieldName) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: field.hash) & mask
    while slots[slot] >= 0 {
      let node = nodes[Int(slots[slot])]
      if node.keyHash == field.hash, isKey(of: node, field.bytes[...]) { return Int(slots[slot]) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private func isKey(of node: Node, _ name: ArraySlice<UInt8>) -> Bool {
    node.keyLength == name.count
      && arena[node.keyOffset..<(node.keyOffset + node.keyLength)].elementsEqual(name)
  }

  /// Emits what `path` names below the object or array at `place`; false when there is nothing.
  private func reach(
    _ place: Int, _ path: ArraySlice<UInt8>, into values: inout FieldValues
  ) -> Bool {
    switch nodes[place].kind {
    case .array:
      var found = false
      var element = place + 1
      while element < nodes[place].next {
        if reach(element, path, into: &values) { found = true }
        element = nodes[element].next
      }
      return found
    case .object:
      if let member = member(of: place, path) {
        emit(member, into: &values)
        return true
      }
      var dot = path.startIndex
      while let next = path[dot...].firstIndex(of: 0x2E) {
        if let member = member(of: place, path[path.startIndex..<next]),
          reach(member, path[(next + 1)...], into: &values)
        {
          return true
        }
        dot = next + 1
      }
      return false
    default: return false
    }
  }

  private func member(of object: Int, _ name: ArraySlice<UInt8>) -> Int? {
    var found: Int?
    var child = object + 1
    while child < nodes[object].next {
      if isKey(of: nodes[child], name) { found = child }
      child = nodes[child].next
    }
    return found
  }

  private func emit(_ place: Int, into values: inout FieldValues) {
    let node = nodes[place]
    switch node.kind {
    case .object: values.appendOther()
    case .array:
      if node.next == place + 1 { return values.appendNull() }
      var element = place + 1
      while element < node.next {
        emit(element, into: &values)
        element = nodes[element].next
      }
    default: arena.withUnsafeBytes { append(node, $0, into: &values) }
    }
  }

  private func append(
    _ node: Node, _ text: UnsafeRawBufferPointer, into values: inout FieldValues
  ) {
    switch node.kind {
    case .text:
      values.append(
        text: UnsafeRawBufferPointer(rebasing: text[node.offset..<(node.offset + node.length)]))
    case .integer: values.append(integer: Int64(bitPattern: node.bits))
    case .double: values.append(double: Double(bitPattern: node.bits))
    case .bool: values.append(bool: node.bits != 0)
    case .null: values.appendNull()
    case .object, .array: values.appendOther()
    }
  }
}
