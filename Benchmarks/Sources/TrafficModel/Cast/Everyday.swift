/// What the integrations do on an ordinary day, with the traps that must not raise alarms.
extension TrafficBuilder {
  /// Adds one day of everyday traffic.
  mutating func everyday(_ day: Int64) {
    sync(day)
    etl(day)
    marketing(day)
    support(day)
    telephony(day)
    analytics(day)
    assistant(day)
    quality(day)
    finance(day)
    quoting(day)
    mail(day)
    chat(day)
    signing(day)
    developers(day)
    people(day)
    serviceLogins(day)
  }

  /// Share of the day's full level at an hour: nights low, office hours high.
  static func officeShare(_ hour: Int, weekend: Bool) -> Double {
    if weekend { return 0.25 }
    switch hour {
    case 8...16: return 1
    case 7, 17: return 0.75
    case 6, 18: return 0.5
    default: return 0.25
    }
  }

  /// CRM sync: every quarter of an hour, more records in office hours. Trap: the client was
  /// upgraded on 6 August (same product, new version).
  private mutating func sync(_ day: Int64) {
    let party = Organisation.sync
    var random = random(1, day)
    let weights = Self.syncShapes.map(\.weight)
    if day == options.firstDay {
      introduce(Self.syncShapes, party, at: day * ModelTime.day + 8_000)
    }
    for slot in 0..<96 {
      let share = Self.officeShare(slot / 4, weekend: ModelTime.isWeekend(day))
      let count = max(3, random.poisson(20 * share * options.scale))
      var time = day * ModelTime.day + Int64(slot) * 15 * ModelTime.minute
      time += Int64(random.int(1_200...9_000))
      for _ in 0..<count {
        let upgraded = time >= ModelTime.at(2025, 8, 6, 20, 30)
        add(Self.syncShapes[random.weighted(weights)], party, at: time, &random) {
          if upgraded { $0.agent = "InterlaceSync/7.3.0" }
        }
        time += Int64(random.int(3...18) * 100)
      }
    }
  }

  private static let syncShapes: [Shape] = [
    .soql(
      6, "Account",
      "SELECT Id, Name, Industry, LastModifiedDate FROM Account WHERE LastModifiedDate > {since}",
      rows: 0...9),
    .soql(
      6, "Contact",
      "SELECT Id, AccountId, LastName, Title FROM Contact WHERE LastModifiedDate > {since}",
      rows: 0...9),
    .soql(
      4, "Opportunity",
      "SELECT Id, StageName, Amount FROM Opportunity WHERE LastModifiedDate > {since}", rows: 0...6),
    .soql(
      3, "Lead", "SELECT Id, Status, Company FROM Lead WHERE LastModifiedDate > {since}",
      rows: 0...6),
    .record(5, "upsert", "Account"), .record(5, "upsert", "Contact"),
    .record(2, "update", "Opportunity"),
  ]

  /// Marketing automation. Trap: from 4 August the vendor's nightly segment run starts an hour
  /// later, as after a change of clocks.
  private mutating func marketing(_ day: Int64) {
    let party = Organisation.marketing
    var random = random(3, day)
    if day == options.firstDay {
      introduce(Self.marketingShapes, party, at: day * ModelTime.day + 300_000)
    }
    let segmentHour = day >= ModelTime.days(2025, 8, 4) ? 23 : 22
    for hour in 0..<24 {
      let share = Self.officeShare(hour, weekend: ModelTime.isWeekend(day))
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      spread(34 * share, party, hourStart: start, shapes: Self.marketingShapes, &random)
      if hour == segmentHour {
        spread(90, party, hourStart: start, shapes: Self.marketingShapes, &random)
      }
    }
  }

  private static let marketingShapes: [Shape] = [
    .soql(
      5, "Lead", "SELECT Id, Email, Rating FROM Lead WHERE IsConverted = false AND Id = '{id}'",
      rows: 0...2),
    .soql(
      5, "CampaignMember",
      "SELECT Id, Status FROM CampaignMember WHERE LastModifiedDate > {since}", rows: 0...12),
    .soql(
      2, "Campaign", "SELECT Id, Name, IsActive FROM Campaign WHERE IsActive = true",
      rows: 12...18),
    .record(4, "create", "CampaignMember"), .record(4, "update", "Lead"),
    .record(2, "create", "Task"),
  ]

  /// Support desk: round the clock, calmer at night and on weekends.
  private mutating func support(_ day: Int64) {
    let party = Organisation.support
    var random = random(4, day)
    if day == options.firstDay {
      introduce(Self.supportShapes, party, at: day * ModelTime.day + 500_000)
    }
    for hour in 0..<24 {
      let busy = hour >= 7 && hour < 19
      let mean = (busy ? 34.0 : 15.0) * (ModelTime.isWeekend(day) ? 0.6 : 1)
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      spread(mean, party, hourStart: start, shapes: Self.supportShapes, &random) { call, random in
        // Now and then a ticket points to a record that was merged away.
        if call.operation == "read", random.chance(0.02) {
          call.status = 404
          call.error = "NOT_FOUND"
          call.rows = 0
        }
      }
    }
  }

  static let supportShapes: [Shape] = [
    .soql(
      6, "Case", "SELECT Id, Status, Priority, Subject FROM Case WHERE CaseNumber = '{id}'",
      rows: 0...2),
    .soql(
      4, "Contact", "SELECT Id, Name, Email, Phone FROM Contact WHERE Email = '{id}@mail.example'",
      rows: 0...2),
    .record(4, "read", "Case"), .record(2, "read", "Account"), .record(3, "update", "Case"),
    .record(2, "create", "CaseComment"),
  ]

  /// Telephony: screen pops at any hour. Trap: the vendor's hosts change every day and from
  /// 7 August lie elsewhere in the same /24.
  private mutating func telephony(_ day: Int64) {
    var party = Organisation.telephony
    var random = random(5, day)
    let base = day >= ModelTime.days(2025, 8, 7) ? 130 : 33
    party.address = "192.0.2." + String(base + Int(day % 29))
    if day == options.firstDay {
      introduce(Self.telephonyShapes, party, at: day * ModelTime.day + 700_000)
    }
    for hour in 0..<24 {
      let busy = hour >= 7 && hour < 20
      let mean = (busy ? 42.0 : 24.0) * (ModelTime.isWeekend(day) ? 0.7 : 1)
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      spread(mean, party, hourStart: start, shapes: Self.telephonyShapes, &random)
    }
  }

  private static let telephonyShapes: [Shape] = [
    .soql(
      7, "Contact", "SELECT Id, Name, AccountId FROM Contact WHERE Phone = '{id}'", rows: 0...1),
    .soql(3, "Lead", "SELECT Id, Name FROM Lead WHERE Phone = '{id}'", rows: 0...1),
    .record(4, "create", "Task"), .record(2, "update", "Task"),
  ]

  /// Quoting: office hours, the customer's Apex service and plain REST.
  private mutating func quoting(_ day: Int64) {
    let party = Organisation.quoting
    var random = random(10, day)
    if day == options.firstDay {
      introduce(Self.quotingShapes, party, at: day * ModelTime.day + 900_000)
    }
    guard !ModelTime.isWeekend(day) else { return }
    for hour in 7..<18 {
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      spread(
        hour == 7 || hour == 17 ? 15 : 30, party, hourStart: start, shapes: Self.quotingShapes,
        &random)
    }
  }

  private static let quotingShapes: [Shape] = [
    .apex(5, "read", "GET", "cpq/v2/price"), .apex(3, "create", "POST", "cpq/v2/quote"),
    .soql(
      4, "Product2", "SELECT Id, Name, ProductCode FROM Product2 WHERE IsActive = true LIMIT 25",
      rows: 25...25),
    .record(3, "create", "Quote"), .record(3, "create", "QuoteLineItem"),
    .record(2, "update", "Quote"), .record(2, "read", "Opportunity"),
  ]

  /// E-mail and calendar sync: SOAP, round the clock.
  private mutating func mail(_ day: Int64) {
    let party = Organisation.mail
    var random = random(11, day)
    if day == options.firstDay {
      introduce(Self.mailShapes, party, at: day * ModelTime.day + 1_100_000)
    }
    for hour in 0..<24 {
      let share = Self.officeShare(hour, weekend: ModelTime.isWeekend(day))
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      spread(8 + 26 * share, party, hourStart: start, shapes: Self.mailShapes, &random)
    }
  }

  private static let mailShapes: [Shape] = [
    .soap(
      6, "query", "Event", query: "SELECT Id, Subject FROM Event WHERE LastModifiedDate > {since}",
      rows: 0...5),
    .soap(
      4, "query", "Contact", query: "SELECT Id, Email FROM Contact WHERE Email = '{id}'",
      rows: 0...1),
    .soap(3, "create", "Event"), .soap(3, "create", "Task"), .soap(2, "update", "Event"),
  ]

  /// Chat on the web site: small lookups and new leads at any hour.
  private mutating func chat(_ day: Int64) {
    let party = Organisation.chat
    var random = random(12, day)
    if day == options.firstDay {
      introduce(Self.chatShapes, party, at: day * ModelTime.day + 1_300_000)
    }
    for hour in 0..<24 {
      let share = Self.officeShare(hour, weekend: ModelTime.isWeekend(day))
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      spread(7 + 17 * share, party, hourStart: start, shapes: Self.chatShapes, &random)
    }
  }

  private static let chatShapes: [Shape] = [
    .soql(
      6, "Contact", "SELECT Id, Name FROM Contact WHERE Email = '{id}@mail.example' LIMIT 1",
      rows: 0...1),
    .soql(
      3, "Lead", "SELECT Id, OwnerId FROM Lead WHERE Email = '{id}@mail.example' LIMIT 1",
      rows: 0...1),
    .record(4, "create", "Lead"), .record(3, "update", "Lead"), .record(3, "create", "Task"),
  ]

  /// E-signature: office hours, one short token an hour.
  private mutating func signing(_ day: Int64) {
    let party = Organisation.signing
    var random = random(13, day)
    let weekend = ModelTime.isWeekend(day)
    // The vendor's connection was withdrawn on 15 August; the story continues from there.
    let withdrawn = ModelTime.at(2025, 8, 15, 11, 30)
    for hour in 7..<20 {
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      guard start + 20 * ModelTime.minute < withdrawn else { continue }
      let key = Self.signingSession(start)
      let issued = start + Int64(random.int(2...40)) * ModelTime.second
      add(
        Shape(
          weight: 1, operation: "login", method: "POST", uri: "/services/oauth2/token", object: "",
          rows: -1 ... -1, rowBytes: 0, kind: .login, api: "oauth"),
        party, at: issued, &random
      ) {
        $0.loginStatus = "LOGIN_NO_ERROR"
        $0.loginType = "i"
        $0.loginSubType = "oauthclientcredential"
        $0.loginKey = key
        $0.token = key
        $0.bytes = -1
      }
      let first = calls.count
      if day == options.firstDay, hour == 7 {
        introduce(Self.signingShapes, party, at: issued + 60_000)
      }
      spread(
        weekend ? 5 : 14, party, hourStart: start, shapes: Self.signingShapes, &random)
      for i in first..<calls.count { wear(key, i, notBefore: issued + 1_000) }
      if start + ModelTime.hour > withdrawn {
        drop { $0.time >= withdrawn && $0.session == key }
      }
    }
  }

  static let signingShapes: [Shape] = [
    .soql(
      4, "Quote", "SELECT Id, Name, Status FROM Quote WHERE Id = '{id}'", rows: 1...1),
    .record(3, "read", "Contact"), .record(3, "update", "Quote"),
    .record(2, "create", "Envelope__c"),
    .soql(
      2, "Envelope__c", "SELECT Id, State__c FROM Envelope__c WHERE State__c = 'sent'",
      rows: 2...4),
  ]

  /// Sixteen characters naming the token that the e-signature vendor holds in an hour.
  static func signingSession(_ hourStart: Int64) -> String {
    var random = SplitMix64(seed: 0x51_67, stream: 13, hourStart)
    let digits = SalesforceID.digits
    return String(decoding: (0..<16).map { _ in digits[random.below(62)] }, as: UTF8.self)
  }

  private mutating func wear(_ key: String, _ index: Int, notBefore: Int64) {
    var call = calls[index]
    call.session = key
    call.loginKey = key
    call.token = key
    call.time = max(call.time, notBefore)
    replace(index, with: call)
  }

  /// Token requests of the other services: every six hours.
  private mutating func serviceLogins(_ day: Int64) {
    let o = Organisation.self
    let services = [
      o.sync, o.marketing, o.support, o.telephony, o.analytics, o.assistant, o.quoting, o.mail,
      o.chat,
    ]
    var random = random(30, day)
    for party in services {
      for quarter in 0..<4 {
        let hour = quarter * 6
        let office = party.key == "qlarity" || party.key == "quoteforge"
        if office && (ModelTime.isWeekend(day) || hour != 12) { continue }
        let time = day * ModelTime.day + Int64(hour) * ModelTime.hour
        // The telephony vendor signs in from whatever host it has that day.
        let base = day >= ModelTime.days(2025, 8, 7) ? 130 : 33
        let address = party.key == "ringline" ? "192.0.2." + String(base + Int(day % 29)) : nil
        var agent: String?
        if party.key == "interlace", time >= ModelTime.at(2025, 8, 6, 20, 30) {
          agent = "InterlaceSync/7.3.0"
        }
        signIn(
          party, at: time + Int64(random.int(5...3_000)) * 1_000, agent: agent, address: address)
      }
    }
  }
}
