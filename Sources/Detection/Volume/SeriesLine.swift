import SecurityModel

/// Splits lines of comma-separated values into fields and knows which column is which.
struct SeriesColumns: Sendable {
  var time = 0
  var value = 1
  var credential: Int?

  static let timeNames = ["timestamp", "bucket_start", "time", "ts", "date", "datetime", "start"]
  static let valueNames = ["value", "count", "calls", "rows", "n", "requests"]
  static let credentialNames = ["credential", "credential_id", "series", "key", "id", "name"]

  /// Columns named by a header; nil when it names no time or no value.
  init?(header fields: [[UInt8]]) {
    let names = fields.map { field in
      String(decoding: SeriesLine.trimmed(field[...]), as: UTF8.self).lowercased()
    }
    func index(_ wanted: [String]) -> Int? {
      for name in wanted { if let i = names.firstIndex(of: name) { return i } }
      return nil
    }
    guard let time = index(Self.timeNames), let value = index(Self.valueNames) else { return nil }
    self.time = time
    self.value = value
    credential = index(Self.credentialNames)
  }

  /// Columns of a file without a header, judged by its first line.
  init?(firstLine fields: [[UInt8]]) {
    guard fields.count >= 2, SeriesLine.time(fields[0]) != nil else { return nil }
    if fields.count == 2 {
      guard NumberText.parse(fields[1][...]) != nil else { return nil }
      return
    }
    guard NumberText.parse(fields[2][...]) != nil else { return nil }
    value = 2
    credential = 1
  }
}

enum SeriesLine {
  /// A time in any form the program reads, or nil.
  static func time(_ field: [UInt8]) -> Timestamp? {
    trimmed(field[...]).withUnsafeBytes { TimestampParser.parse($0) }
  }

  /// The bytes without blanks, tabs and carriage returns at the ends.
  static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = text
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0d {
      bytes = bytes.dropLast()
    }
    return bytes
  }

  /// Fields of one line; quotes may enclose commas and doubled quotes. Nil when a quote stays open.
  static func split(_ line: ArraySlice<UInt8>) -> [[UInt8]]? {
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var quoted = false
    var i = line.startIndex
    let end = line.last == 0x0d ? line.endIndex - 1 : line.endIndex
    while i < end {
      let byte = line[i]
      if quoted {
        if byte == 0x22 {
          if i + 1 < end, line[i + 1] == 0x22 {
            field.append(0x22)
            i += 1
          } else {
            quoted = false
          }
        } else {
          field.append(byte)
        }
      } else if byte == 0x22, field.isEmpty {
        quoted = true
      } else if byte == 0x2c {
        fields.append(field)
        field = []
      } else {
        field.append(byte)
      }
      i += 1
    }
    guard !quoted else { return nil }
    fields.append(field)
    return fields
  }
}
