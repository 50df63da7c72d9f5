/// The OCSF classes that crmwatch reads.
enum OCSFKind {
  /// API Activity, 6003; in schema 1.0.0-rc.2 it was 3005.
  case apiActivity
  /// Authentication, 3002.
  case authentication
  /// User Access Management, 3005.
  case userAccess
  /// Any other class.
  case other

  /// The kind of a record; nil when nothing says that it is an OCSF event.
  init?(_ fields: JSONValues<OCSFField>) {
    var uid = fields.count(.classUID)
    if uid < 0 {
      uid = Self.number(ofName: fields.text(.className))
      // `type_uid` is 100 times the class and the activity.
      if uid < 0 { uid = fields.count(.typeUID) / 100 }
    }
    switch uid {
    case 6_003: self = .apiActivity
    case 3_002: self = .authentication
    case 3_005:
      let isAPI = fields.token(.api).kind == .object || !fields.text(.operation).isEmpty
      self = isAPI ? .apiActivity : .userAccess
    case 1_001...99_999: self = .other
    default: return nil
    }
  }

  private static func number(ofName name: UnsafeRawBufferPointer) -> Int64 {
    if name.isWord("api activity") || name.isWord("api_activity") { return 6_003 }
    if name.isWord("authentication") { return 3_002 }
    if name.startsWith("user access") || name.startsWith("user_access") { return 3_005 }
    return name.isEmpty ? -1 : 99_999
  }

  /// The class under which events of the kind are kept.
  var name: String {
    switch self {
    case .apiActivity: "api_activity"
    case .authentication: "authentication"
    case .userAccess: "user_access"
    case .other: "other"
    }
  }
}
