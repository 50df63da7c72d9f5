import SecurityModel

/// Values of JSON objects by dotted path.
final class MappedJSON: MappedSource {
  private let reader: JSONFieldReader
  private let count: Int

  init(_ plan: MappingPlan, spelling: JSONSpelling) {
    reader = JSONFieldReader(JSONFieldMap(plan.sources.map { [$0] }, spelling: spelling))
    count = plan.sources.count
  }

  func read(
    _ record: UnsafeRawBufferPointer, into values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> Decoded {
    guard try reader.scan(record) else { return .ignored }
    let slots = reader.slots
    var i = 0
    while i < count {
      if slots[i].kind == .null {
        values[i].kind = .null
      } else {
        values[i] = MappedValue(slots[i], in: record)
      }
      i &+= 1
    }
    return .event
  }

  func members(
    of record: UnsafeRawBufferPointer, values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> [JSONValue.Member] {
    try JSONTree.members(of: record)
  }
}
