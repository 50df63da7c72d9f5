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
    for i in 0..<count { values[i] = MappedValue(reader.slots[i], in: record) }
    return .event
  }

  func members(
    of record: UnsafeRawBufferPointer, values: UnsafeMutablePointer<MappedValue>
  ) throws(DecodeFailure) -> [JSONValue.Member] {
    try JSONTree.members(of: record)
  }
}
