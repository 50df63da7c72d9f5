/// A caller talks a person into authorising an app that looks like a data loader.
///
/// Small test chunks, then whole tables page by page, from a VPN address.
extension TrafficBuilder {
  /// The look-alike with the deceived person's rights.
  public static let lookAlike: Party = {
    var party = Organisation.deceived
    party.key = "lookalike"
    party.name = "Data Loader Ticket Assist"
    party.appID = SalesforceID.make("0H4", serial: 61_300_417)
    party.agent = "DataLoaderPartnerUI/64.0.1"
    party.agentCode = 13_579_000
    party.apiVersion = "64.0"
    party.address = "2001:db8:f700::1d"
    return party
  }()

  mutating func consentPhishing() {
    var random = random(0xA2, 0)
    let party = Self.lookAlike
    var time = StoryTimes.consent.lowerBound
    // The consent screen is answered in the person's browser; the code goes to the caller's app.
    signIn(party, at: time, subType: "oauthcode")
    time += 41_000
    for object in ["Contact", "Account"] {
      add(.record(1, "describe", object), party, at: time, &random)
      time += Int64(random.int(3...8)) * 1_000
    }
    for (object, limit) in [("Contact", 5), ("Contact", 20), ("Account", 50)] {
      let query = "SELECT Id, Name FROM " + object + " LIMIT " + String(limit)
      add(.soql(1, object, query, rows: limit...limit), party, at: time, &random)
      time += Int64(random.int(40...120)) * 1_000
    }
    time += 9 * ModelTime.minute
    let tables: [(String, String, Int)] = [
      ("Contact", "SELECT Id, FirstName, LastName, Email, Phone, MailingStreet FROM Contact", 31),
      ("Account", "SELECT Id, Name, Phone, BillingStreet, AnnualRevenue FROM Account", 24),
    ]
    for (number, table) in tables.enumerated() {
      let (object, query, pages) = table
      let locator = SalesforceID.make("01g", serial: UInt64(4_000 + number * 311))
      for page in 0..<pages {
        var shape = Shape.soql(1, object, query, rows: 2_000...2_000, rowBytes: 640)
        if page > 0 {
          shape.operation = "query_more"
          shape.uri += "/" + locator + "-" + String(page * 2_000)
          shape.query = ""
        }
        let last = page == pages - 1
        add(shape, party, at: time, &random) {
          if last { $0.rows = 1_204 - number * 350 }
          $0.bytes = 180 + $0.rows * 640
        }
        time += Int64(random.int(14...31)) * 100
      }
      time += 75_000
    }
  }
}
