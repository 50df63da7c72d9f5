/// Those whose work varies: analysts' tools, the assistant, developers, people in the browser.
extension TrafficBuilder {
  /// Objects that an explorer knows by a day: a few new ones every week.
  private func known(_ day: Int64, offset: Int = 0) -> Int {
    let days = options.exploring ? Int(day - options.firstDay) : 7
    return min(Self.catalogue.count, 6 + days * 5 / 7 + offset)
  }

  private static let catalogue: [String] = [
    "Account", "Opportunity", "Product2", "Campaign", "Invoice__c", "Payment__c", "Asset__c",
    "Region__c", "Territory__c", "Shipment__c", "Warranty__c", "Visit__c", "Route__c",
    "Budget__c", "Forecast__c", "Vendor__c", "Channel__c", "Store__c", "Bundle__c", "Rebate__c",
    "Claim__c", "Sample__c", "Fleet__c", "Device__c", "Meter__c", "Tariff__c", "Contractor__c",
    "Project__c", "Milestone__c", "Timesheet__c", "Survey__c", "Training__c", "Course__c",
    "Badge__c", "Partner_Tier__c", "Discount__c", "Season__c", "Plant__c", "Batch__c", "Recall__c",
  ]

  /// Business intelligence: office hours, REST and SOAP, ever new tables.
  mutating func analytics(_ day: Int64) {
    guard !ModelTime.isWeekend(day) else { return }
    var random = random(6, day)
    let known = known(day)
    for hour in 7..<18 {
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      for _ in 0..<min(44, random.poisson(21 * options.scale)) {
        let object = Self.catalogue[random.below(known)]
        let shape = Shape.soql(
          1, object, "SELECT Id, Name, CreatedDate FROM " + object + " WHERE CreatedDate = TODAY",
          rows: 5...90, rowBytes: 260)
        let time = start + Int64(random.below(Int(ModelTime.hour)))
        add(shape, Organisation.analytics, at: time, &random)
      }
      for _ in 0..<min(30, random.poisson(9 * options.scale)) {
        let object = Self.catalogue[random.below(known)]
        let shape =
          random.chance(0.3)
          ? Shape.soap(1, "describe", object, rows: 0...0)
          : Shape.soap(1, "query", object, query: "SELECT Id FROM " + object, rows: 5...60)
        let time = start + Int64(random.below(Int(ModelTime.hour)))
        add(shape, Organisation.analyticsSOAP, at: time, &random)
      }
    }
  }

  /// The assistant: a registered MCP server that people ask questions at scattered hours.
  mutating func assistant(_ day: Int64) {
    var random = random(7, day)
    let sessions = ModelTime.isWeekend(day) ? 3 : random.int(5...8)
    for session in 0..<sessions {
      // One session an hour at most, anywhere in the day.
      let hour = (session * 24 + random.below(24)) / sessions
      var time = day * ModelTime.day + Int64(hour) * ModelTime.hour
      time += Int64(random.int(0...2_000)) * 1_000
      let objects = (0..<4).map { _ in
        random.pick(["Account", "Contact", "Opportunity", "Case", "Task", "Product2"])
      }
      for turn in 0..<Int(Double(random.int(12...24)) * max(0.6, options.scale)) {
        time += Int64(random.int(14...160)) * 100
        let object = objects[turn % objects.count]
        let limit = random.pick([1, 3, 5, 10, 20, 25])
        if turn < 2 {
          add(.record(1, "describe", object), Organisation.assistant, at: time, &random)
          continue
        }
        let field = random.pick(["Name", "CreatedDate", "LastModifiedDate", "OwnerId"])
        let shape = Shape.soql(
          1, object,
          "SELECT Id, " + field + " FROM " + object + " ORDER BY CreatedDate DESC LIMIT "
            + String(limit), rows: limit...limit)
        let typo = random.chance(0.04)
        add(shape, Organisation.assistant, at: time, &random) {
          guard typo else { return }
          $0.status = 400
          $0.error = "INVALID_FIELD"
          $0.rows = 0
        }
      }
    }
  }

  /// Two developers with a command-line client in office hours. Trap: new objects every week,
  /// and now and then a query that does not parse.
  mutating func developers(_ day: Int64) {
    guard !ModelTime.isWeekend(day) else { return }
    for (i, party) in [Organisation.ines, Organisation.tomas].enumerated() {
      var random = random(20 + UInt64(i), day)
      let known = known(day, offset: i * 3)
      // Two days a week from home: another network, known from the first week on.
      let home = (Int(day) + i) % 5 < 2
      let address = home ? "2001:db8:a" + String(i + 1) + "00::6e" : party.address
      for hour in 8..<17 {
        let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
        if hour == 8 {
          signIn(party, at: start + 240_000, subType: "oauthtoken", address: address)
        }
        guard hour == 8 || hour == 16 || random.chance(0.7) else { continue }
        var time = start + Int64(random.int(300...1_500)) * 1_000
        for _ in 0..<random.int(4...18) {
          time += Int64(random.int(20...900)) * 100
          let object = Self.catalogue[random.below(known)]
          let broken = random.chance(0.05)
          let shape = Self.developerShape(object, &random)
          add(shape, party, at: time, &random) {
            $0.address = address
            guard broken, $0.operation == "query" else { return }
            $0.status = 400
            $0.error = "MALFORMED_QUERY"
            $0.rows = 0
          }
        }
      }
    }
  }

  private static func developerShape(_ object: String, _ random: inout SplitMix64) -> Shape {
    switch random.below(6) {
    case 0: return .record(1, "describe", object)
    case 1:
      return Shape(
        weight: 1, operation: "query", method: "GET", uri: "/services/data/v{v}/tooling/query",
        object: "ApexClass", query: "SELECT Id, Name FROM ApexClass WHERE Name LIKE 'Quote%'",
        rows: 1...14, rowBytes: 200, api: "tooling")
    default:
      return .soql(
        1, object, "SELECT Id, Name FROM " + object + " WHERE Name LIKE 'A%' LIMIT 50",
        rows: 0...50, rowBytes: 160)
    }
  }

  /// People in the browser: sign in in the morning, work, run a report, sign out.
  ///
  /// Trap: about one sign-in in twelve is mistyped, once or twice, and then succeeds.
  mutating func people(_ day: Int64) {
    guard !ModelTime.isWeekend(day) else { return }
    for (i, party) in Organisation.people.enumerated() {
      var random = random(100 + UInt64(i), day)
      // A frozen account: the deceived person's was closed after the consent story.
      if party.key == Organisation.deceived.key, day > ModelTime.days(2025, 8, 18) { continue }
      guard random.chance(0.9) || day == options.firstDay else { continue }
      var time = day * ModelTime.day + Int64(7 * 3_600 + random.int(900...7_000)) * 1_000
      let key = Self.browserSession(&random)
      let typos = random.chance(0.08) ? random.int(1...2) : 0
      for _ in 0..<typos {
        add(browserLogin(party, time, "LOGIN_ERROR_INVALID_PASSWORD", ""))
        time += Int64(random.int(9...30)) * 1_000
      }
      add(browserLogin(party, time, "LOGIN_NO_ERROR", key))
      let frozen = ModelTime.at(2025, 8, 18, 13, 0)
      let leaves = day * ModelTime.day + Int64(15 * 3_600 + random.int(0...6_000)) * 1_000
      while true {
        time += Int64(random.int(240...2_200)) * 1_000
        if time >= leaves { break }
        if party.key == Organisation.deceived.key, time >= frozen { break }
        if random.chance(0.08) {
          add(report(party, time, key, rows: random.int(12...640)))
        } else {
          add(page(party, time, key, &random))
        }
      }
      if party.key == Organisation.deceived.key, leaves >= frozen, time >= frozen { continue }
      var out = Call(leaves, party)
      out.kind = .logout
      out.api = "ui"
      out.operation = "logout"
      out.session = key
      out.loginKey = key
      add(out)
    }
  }

  static func browserSession(_ random: inout SplitMix64) -> String {
    String(
      decoding: (0..<16).map { _ in SalesforceID.digits[random.below(62)] }, as: UTF8.self)
  }

  func browserLogin(_ party: Party, _ time: Int64, _ status: String, _ key: String) -> Call {
    var call = Call(time, party)
    call.kind = .login
    call.api = "login"
    call.operation = "login"
    call.method = "POST"
    call.uri = "/index.jsp"
    call.loginStatus = status
    call.loginType = "A"
    call.loginSubType = "uiup"
    call.loginKey = key
    call.duration = 120
    return call
  }

  private func page(
    _ party: Party, _ time: Int64, _ key: String, _ random: inout SplitMix64
  ) -> Call {
    var call = Call(time, party)
    call.kind = .auraRequest
    call.api = "aura"
    call.operation = "read"
    call.method = "POST"
    call.uri = "/aura"
    call.session = key
    call.loginKey = key
    call.duration = random.int(4...40) * 8
    return call
  }

  private func report(_ party: Party, _ time: Int64, _ key: String, rows: Int) -> Call {
    var call = Call(time, party)
    call.kind = .report
    call.api = "report"
    call.operation = "report"
    call.method = "GET"
    call.uri = "/lightning/r/Report/view"
    call.object = "Opportunity"
    call.rows = rows
    call.session = key
    call.loginKey = key
    call.duration = 400 + rows
    return call
  }
}
