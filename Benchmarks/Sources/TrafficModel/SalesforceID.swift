/// Salesforce record ids: 15 case-sensitive characters, or 18 with a checksum of the cases.
public enum SalesforceID {
  static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// An id of 15 characters: a key prefix of three, the instance, and a serial number.
  public static func make(_ prefix: String, serial: UInt64) -> String {
    var tail: [UInt8] = []
    var rest = serial
    for _ in 0..<7 {
      tail.append(digits[Int(rest % 62)])
      rest /= 62
    }
    return prefix + "Wk000" + String(decoding: tail.reversed(), as: UTF8.self)
  }

  /// The 18-character form: for each five characters one that tells which are upper case.
  public static func derived(_ id: String) -> String {
    let bytes = Array(id.utf8)
    guard bytes.count == 15 else { return id }
    let table = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)
    var suffix: [UInt8] = []
    for group in 0..<3 {
      var bits = 0
      for i in 0..<5 where bytes[group * 5 + i] >= 0x41 && bytes[group * 5 + i] <= 0x5A {
        bits |= 1 << i
      }
      suffix.append(table[bits])
    }
    return id + String(decoding: suffix, as: UTF8.self)
  }

  /// Key prefix of an object's records; custom objects share an invented one.
  static func prefix(of object: String) -> String {
    switch object {
    case "Account": "001"
    case "Contact": "003"
    case "User": "005"
    case "Opportunity": "006"
    case "Lead": "00Q"
    case "Task": "00T"
    case "Event": "00U"
    case "Case": "500"
    case "Campaign": "701"
    case "CampaignMember": "00v"
    case "Quote": "0Q0"
    case "QuoteLineItem": "0QL"
    case "Product2": "01t"
    default: "a0B"
    }
  }
}
