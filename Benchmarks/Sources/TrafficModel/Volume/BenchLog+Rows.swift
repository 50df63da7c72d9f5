extension BenchLog {
  private static let dot: UInt8 = 0x2E

  /// A RestApi row, columns as in `EventLogFileWriter.columns(.restApi)`.
  func writeEventLogRow(_ row: BenchRow, _ clock: BenchClock, to out: inout TextBuffer) {
    out.raw("\"RestApi\",\"")
    out.raw(clock.compactSecond[...])
    out.byte(Self.dot)
    out.decimal(clock.millisecond, width: 3)
    out.raw("\",\"4hJx0bQv2LrTm")
    out.decimal(row.serial, width: 9)
    identities.copy(row.who, 0, to: &out)
    out.decimal(row.duration)
    out.raw("\",\"")
    out.decimal(row.duration / 3)
    shapes.copy(row.shape, 0, to: &out)
    identities.copy(row.who, 1, to: &out)
    out.raw(row.failed ? "N\",\"" : "S\",\"")
    out.decimal(row.duration * 310_000)
    shapes.copy(row.shape, 1, to: &out)
    out.raw(row.failed ? "404\",\"13579000\",\"" : "200\",\"13579000\",\"")
    out.decimal(row.rows)
    out.raw("\",\"\",\"")
    out.decimal(row.rows / 4 + 3)
    out.raw("\",\"")
    out.decimal(row.duration / 4)
    out.raw("\",\"0\",\"")
    out.decimal(180 + row.rows * 420)
    shapes.copy(row.shape, 2, to: &out)
    identities.copy(row.who, 2, to: &out)
    out.raw(row.failed ? "NOT_FOUND" : "")
    shapes.copy(row.shape, 3, to: &out)
    out.raw(clock.isoSecond[...])
    out.byte(Self.dot)
    out.decimal(clock.millisecond, width: 3)
    identities.copy(row.who, 3, to: &out)
  }

  /// A line of the native form.
  func writeNativeLine(_ row: BenchRow, _ clock: BenchClock, to out: inout TextBuffer) {
    out.raw("{\"id\":\"5f0c8a52-7d31-4e90-b6aa-000")
    out.decimal(row.serial, width: 9)
    out.raw("\",\"ts\":\"")
    out.raw(clock.isoSecond[...])
    out.byte(Self.dot)
    out.decimal(clock.millisecond, width: 3)
    out.byte(0x5A)
    identities.copy(row.who, 0, to: &out)
    shapes.copy(row.shape, 0, to: &out)
    out.decimal(row.rows)
    out.raw(row.failed ? ",\"status\":404,\"error\":\"NOT_FOUND\"" : ",\"status\":200")
    out.raw(",\"response_bytes\":")
    out.decimal(180 + row.rows * 420)
    out.raw(",\"request_bytes\":0,\"duration_ms\":")
    out.decimal(row.duration)
    out.raw(",\"scopes\":[\"api\",\"refresh_token\"],\"mfa\":false}\n")
  }

  /// A line of a combined access log.
  func writeAccessLine(_ row: BenchRow, _ clock: BenchClock, to out: inout TextBuffer) {
    identities.copy(row.who, 0, to: &out)
    out.raw(clock.accessSecond[...])
    shapes.copy(row.shape, 0, to: &out)
    out.raw(row.failed ? "404 " : "200 ")
    out.decimal(180 + row.rows * 420)
    identities.copy(row.who, 1, to: &out)
  }
}
