/// The fields that a JSON format reads, each with the places where records hold it.
///
/// An enumeration of `Int`s from 0 on:
///
///     enum Field: Int, JSONField {
///       case time, user, address
///       var paths: [String] {
///         switch self {
///         case .time: ["occurredAt"]
///         case .user: ["actor.email", "userEmail"]
///         case .address: ["ipAddress"]
///         }
///       }
///     }
protocol JSONField: CaseIterable, RawRepresentable, Sendable where RawValue == Int {
  /// Dotted paths of member names from the record's top, best first.
  ///
  /// A path also matches where a part of it was flattened into one name (`"actor.email": …`). An
  /// empty value gives way to a filled one of a later path.
  var paths: [String] { get }
}

/// How a record's names are compared with those of a format.
enum JSONSpelling: Sendable {
  /// Byte for byte.
  case exact
  /// Letters and digits only, case ignored: `ClientIP`, `clientIp`, `client_ip` and `Client IP`
  /// are one, as are `TimeGenerated [UTC]` and `TimeGeneratedUTC`. The type suffixes that custom
  /// tables of Log Analytics add (`UserId_s`) are looked through.
  case folded
}
