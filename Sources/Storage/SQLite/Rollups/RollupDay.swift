/// The hours of one credential on one day, while they are added up.
struct RollupDay {
  private var hours: [HourVolume] = Array(repeating: HourVolume(), count: 24)
  /// Bit n = hour n has something.
  private var used: UInt32 = 0

  /// Forgets everything.
  mutating func clear() {
    forEach { hour, _ in hours[hour] = HourVolume() }
    used = 0
  }

  /// Adds the packed volume of an hour, 0...23.
  mutating func add(_ hour: Int, _ reader: inout ByteReader) {
    used |= 1 << UInt32(hour)
    hours[hour].add(&reader)
  }

  /// Adds the hours of a group.
  mutating func add(_ group: UnsafeRawBufferPointer) {
    _ = RollupChunk.forEachHour(group) { hour, reader in add(hour, &reader) }
  }

  /// Calls `body` with each hour that has something, in order.
  func forEach(_ body: (_ hour: Int, HourVolume) throws -> Void) rethrows {
    var rest = used
    while rest != 0 {
      let hour = rest.trailingZeroBitCount
      rest &= rest &- 1
      try body(hour, hours[hour])
    }
  }

  /// Appends the group.
  func write(to out: inout ByteWriter) {
    forEach { hour, volume in
      out.byte(UInt8(hour))
      volume.write(to: &out)
    }
  }
}
