/// How one CSV source separates its cells.
enum CSVDialect {
  /// The separator of a header row: the most frequent of comma, semicolon, tab and bar outside
  /// quotes; a comma when there is none.
  static func separator(ofHeader line: UnsafeRawBufferPointer) -> UInt8 {
    var commas = 0
    var semicolons = 0
    var tabs = 0
    var bars = 0
    var quoted = false
    for byte in line {
      switch byte {
      case 0x22: quoted.toggle()
      case 0x2C where !quoted: commas += 1
      case 0x3B where !quoted: semicolons += 1
      case 0x09 where !quoted: tabs += 1
      case 0x7C where !quoted: bars += 1
      default: break
      }
    }
    if bars > commas, bars > semicolons, bars > tabs { return 0x7C }
    if tabs > commas, tabs >= semicolons { return 0x09 }
    return semicolons > commas ? 0x3B : 0x2C
  }

  /// The form in which column names are compared: letters and digits only, upper case, so that
  /// `CLIENT_IP`, `client_ip`, `ClientIp` and `type_` / `TYPE` meet. A remark in brackets behind
  /// the name, as in Sentinel's `TimeGenerated [UTC]`, is no part of it.
  static func canonicalName(_ cell: UnsafeRawBufferPointer) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(cell.count)
    for c in cell.prefix(128) {
      if c == 0x5B, !bytes.isEmpty { break }
      switch c {
      case 0x61...0x7A: bytes.append(c - 0x20)
      case 0x41...0x5A, 0x30...0x39: bytes.append(c)
      default: break
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
