import SecurityModel
import Testing

@testable import LogFormats

@Suite struct HubSpotWebhookTests {
  static let change =
    #"{"eventId":501,"subscriptionId":77,"portalId":1234567,"appId":8899,"occurredAt":1741083302417,"subscriptionType":"contact.propertyChange","attemptNumber":0,"objectId":9007199254741,"propertyName":"email","propertyValue":"x@example.org","changeSource":"INTEGRATION","sourceId":"445566"}"#

  @Test func aChangeIsReadFieldByField() throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let (e, full) = try probe.expectReadBack(Self.change)
    #expect(e.time.rfc3339 == "2025-03-04T10:15:02.417Z")
    #expect(e.platform == .hubspot)
    #expect(probe.text(e.org) == "1234567")
    #expect(probe.text(e.credential) == "445566")
    #expect(probe.text(e.app) == "445566")
    #expect(e.user.isNone)
    #expect(e.credentialType == .oauthApp)
    #expect(e.operation == .update && e.surface == .rest)
    #expect(probe.objects(e) == ["contact"])
    #expect(probe.text(e.eventType) == "contact.propertyChange")
    #expect(e.outcome == .unknown && e.rows == -1 && !e.ip.isPresent && e.duration == -1)
    #expect(e.flags == [.dedup, .countsAsCall])
    #expect(full["record_ids"] == ["9007199254741"])
    #expect(full["appId"] == 8899)
    #expect(full["propertyName"] == "email")
  }

  @Test func theNewValueIsNeverShown() throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let full = try probe.normalize(Self.change)
    #expect(!full.json.text.contains("x@example.org"))
    #expect(full["propertyValue"]?.string == KeyedHash.text(probe.hash("x@example.org")))
  }

  @Test func retriesAreTheSameEventAndDoNotCount() throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let first = try probe.decode(Self.change)
    let retry = try probe.expectReadBack(
      Self.change.replacing(#""attemptNumber":0"#, with: #""attemptNumber":3"#)
    ).event
    #expect(retry.dedupKey == first.dedupKey)
    #expect(retry.flags.contains(.secondaryRow) && !retry.flags.contains(.countsAsCall))
  }

  /// `eventId` isn't unique: the identity is made of five members.
  @Test(arguments: [
    ("\"eventId\":501", "\"eventId\":502"), ("\"subscriptionId\":77", "\"subscriptionId\":78"),
    ("9007199254741", "9007199254742"), ("1741083302417", "1741083302418"),
    (#""propertyName":"email""#, #""propertyName":"phone""#),
  ])
  func anyOfTheFiveMakesAnotherEvent(_ old: String, _ new: String) throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let other = try probe.decode(Self.change.replacing(old, with: new))
    #expect(try other.dedupKey != probe.decode(Self.change).dedupKey)
  }

  @Test func aUsersChangeAtTheScreenIsNoCall() throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let line =
      #"{"eventId":1,"subscriptionId":78,"portalId":1,"occurredAt":1741083303000,"subscriptionType":"company.creation","attemptNumber":0,"objectId":700,"changeFlag":"NEW","changeSource":"CRM_UI","sourceId":"userId:05550123"}"#
    let e = try probe.expectReadBack(line).event
    #expect(probe.text(e.credential) == "5550123" && probe.text(e.user) == "5550123")
    #expect(e.app.isNone && e.credentialType == .human)
    #expect(e.surface == .ui && e.operation == .create && e.flags == [.dedup])
    #expect(probe.objects(e) == ["company"])
  }

  @Test func withoutASourceIdTheWayStandsForTheActor() throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let line =
      #"{"eventId":4,"subscriptionId":81,"portalId":1,"occurredAt":1741083306000,"subscriptionType":"contact.creation","attemptNumber":0,"objectId":72,"changeFlag":"NEW","changeSource":"CRM"}"#
    #expect(try probe.text(probe.expectReadBack(line).event.credential) == "CRM")
    let nobody = line.replacing(#","changeSource":"CRM""#, with: "")
    #expect(throws: DecodeFailure.self) { try probe.decode(nobody) }
  }

  @Test(arguments: [
    ("contact.creation", Operation.create, ["contact"]), ("deal.deletion", .delete, ["deal"]),
    ("contact.privacyDeletion", .delete, ["contact"]), ("ticket.restore", .undelete, ["ticket"]),
    ("line_item.merge", .update, ["line_item"]),
    ("company.associationChange", .update, ["company"]),
    ("conversation.newMessage", .create, ["conversation"]),
    ("object.propertyChange", .update, ["contact"]), ("thing.somethingNew", .other, ["thing"]),
  ])
  func typesSayWhatChanged(
    _ type: String, _ operation: SecurityModel.Operation, _ objects: [String]
  ) throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let line = Self.change.replacing("contact.propertyChange", with: type)
      .replacing(#""appId":8899"#, with: #""objectTypeId":"0-1""#)
    let e = try probe.expectReadBack(line).event
    #expect(e.operation == operation)
    #expect(probe.objects(e) == objects)
  }

  @Test func customTypesGoByTheirNumber() throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let line = Self.change.replacing("contact.propertyChange", with: "object.deletion")
      .replacing(#""appId":8899"#, with: #""objectTypeId":"2-123456""#)
    #expect(try probe.objects(probe.decode(line)) == ["2-123456"])
  }

  @Test func mergesNameAllTheirRecords() throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let line =
      #"{"eventId":2,"subscriptionId":79,"portalId":1,"occurredAt":1741083304000,"subscriptionType":"contact.merge","attemptNumber":0,"primaryObjectId":5,"mergedObjectIds":[6,7],"changeSource":"CRM_UI","sourceId":"userId:1"}"#
    #expect(try probe.expectReadBack(line).record["record_ids"] == ["5", "6", "7"])
  }

  @Test func theNewerNameOfTheTypeIsReadToo() throws {
    let probe = FormatProbe(HubSpotWebhookFormat())
    let line = Self.change.replacing("subscriptionType", with: "eventType")
    #expect(confidence(HubSpotWebhookFormat(), line) > 0.9)
    #expect(try probe.decode(line).operation == .update)
  }
}
