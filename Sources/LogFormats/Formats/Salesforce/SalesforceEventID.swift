import SecurityModel

/// The id under which a record comes again, whichever way it is delivered.
enum SalesforceEventID {
  /// `EventIdentifier` of events; the record id of login history and setup audit trail.
  ///
  /// The `Id` of a stored event isn't one: every record of a big object has the same.
  static func text(
    _ row: SalesforceRow, _ kind: SalesforceRecordKind
  ) -> UnsafeRawBufferPointer {
    switch kind {
    case .loginHistory, .setupAudit:
      let id = row[.id]
      return id.startsWith("000000") ? id.cut(0, 0) : id.cut(0, CredentialKey.significantLength(id))
    default: return row[.eventIdentifier]
    }
  }
}
