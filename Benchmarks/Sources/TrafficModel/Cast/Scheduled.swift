/// Integrations that run by a timetable: nightly, weekly, at the end of the month.
extension TrafficBuilder {
  /// Nightly load over Bulk API 2.0; it deletes its own jobs, as it always has.
  ///
  /// Traps: no run on 4 August (outage), a catch-up of 1.8 times the size the night after.
  mutating func etl(_ day: Int64) {
    guard day != ModelTime.days(2025, 8, 4) else { return }
    var random = random(2, day)
    let factor = day == ModelTime.days(2025, 8, 5) ? 1.8 : 1.0
    let party = Organisation.etl
    var time = day * ModelTime.day + ModelTime.hour + Int64(random.below(55 * 60)) * 1_000
    signIn(party, at: time, subType: "oauthclientcredential")
    time += 2_000
    for shape in Self.etlChecks {
      add(shape, party, at: time, &random)
      time += Int64(random.int(400...1_500))
    }
    for (object, rows) in Self.etlTables {
      let size = Int(Double(rows) * factor * (0.95 + 0.1 * random.uniform()))
      time = queryJob(
        party, object, Self.etlQuery(object), rows: size, at: time, &random, deleteAfter: 6_000)
      time += Int64(random.int(20...90)) * 1_000
    }
    ingestJob(party, "Account", rows: random.int(380...460), at: time, &random)
  }

  private static let etlTables = [
    ("Account", 9_200), ("Contact", 21_000), ("Opportunity", 7_400),
    ("OpportunityLineItem", 16_500), ("Task", 12_000),
  ]

  static func etlQuery(_ object: String) -> String {
    "SELECT Id, OwnerId, CreatedDate, LastModifiedDate FROM " + object
  }

  static let etlChecks: [Shape] = [
    Shape(
      weight: 1, operation: "limits", method: "GET", uri: "/services/data/v{v}/limits",
      object: "", rows: 0...0, rowBytes: 0),
    .record(1, "describe", "Account"), .record(1, "describe", "Contact"),
    .record(1, "describe", "Opportunity"), .record(1, "describe", "OpportunityLineItem"),
    .record(1, "describe", "Task"),
  ]

  /// A Bulk API 2.0 query job from creation to, where asked for, deletion.
  /// - Returns: the time of the last call.
  @discardableResult
  mutating func queryJob(
    _ party: Party, _ object: String, _ query: String, rows: Int, at start: Int64,
    _ random: inout SplitMix64, page: Int = 50_000, pollEvery: Int64 = 15_000,
    deleteAfter: Int64? = nil, edit: (inout Call) -> Void = { _ in }
  ) -> Int64 {
    let job = SalesforceID.make("750", serial: UInt64(start / 1_000 % 1_000_000_000))
    let base = "/services/data/v" + party.apiVersion + "/jobs/query"
    var time = start
    var done = 0
    func control(_ operation: String, _ method: String, _ path: String, status: Int = 200) -> Call {
      var call = Call(time, party)
      call.api = "bulk2"
      call.operation = operation
      call.method = method
      call.uri = path
      call.object = object
      call.job = job
      call.status = status
      call.duration = 80
      call.bytes = 420
      edit(&call)
      return call
    }
    func state(_ name: String) -> Call {
      var call = Call(time, party)
      call.kind = .bulkApi2
      call.api = "bulk2"
      call.operation = "query"
      call.object = object
      call.job = job
      call.jobState = name
      call.jobRows = done
      call.uri = base + "/" + job
      edit(&call)
      return call
    }
    var create = control("job_create", "POST", base)
    create.query = query
    add(create)
    add(state("UploadComplete"))
    let polls = max(1, rows / 6_000)
    for poll in 1...polls {
      time += pollEvery + Int64(random.below(2_000))
      done = rows * poll / polls
      add(control("job_status", "GET", base + "/" + job))
      if poll < polls {
        add(state("InProgress"))
      } else {
        add(state("JobComplete"))
      }
    }
    var left = rows
    while left > 0 {
      time += 2_500 + Int64(random.below(3_000))
      let part = min(page, left)
      var results = control("job_results", "GET", base + "/" + job + "/results")
      results.rows = part
      results.bytes = part * 210
      results.duration = 640 + part / 20
      time += Int64(results.duration)
      add(results)
      left -= part
    }
    if let deleteAfter {
      time += deleteAfter
      add(control("job_delete", "DELETE", base + "/" + job, status: 204))
    }
    return time
  }

  /// A Bulk API 2.0 ingest job: create, upload, close, wait, delete.
  private mutating func ingestJob(
    _ party: Party, _ object: String, rows: Int, at start: Int64, _ random: inout SplitMix64
  ) {
    let job = SalesforceID.make("750", serial: UInt64(start / 1_000 % 1_000_000_000))
    let base = "/services/data/v" + party.apiVersion + "/jobs/ingest"
    var time = start
    let steps: [(String, String, String, Int)] = [
      ("job_create", "POST", base, 200), ("job_data", "PUT", base + "/" + job + "/batches", 201),
      ("update", "PATCH", base + "/" + job, 200), ("job_status", "GET", base + "/" + job, 200),
      ("job_status", "GET", base + "/" + job, 200),
    ]
    for (i, step) in steps.enumerated() {
      var call = Call(time, party)
      call.api = "bulk2"
      call.operation = step.0
      call.method = step.1
      call.uri = step.2
      call.object = object
      call.job = job
      call.status = step.3
      call.duration = 120
      call.bytes = 420
      add(call)
      if i == 2 || i == 4 {
        var row = Call(time, party)
        row.kind = .bulkApi2
        row.api = "bulk2"
        row.operation = "upsert"
        row.object = object
        row.job = job
        row.jobState = i == 2 ? "UploadComplete" : "JobComplete"
        row.jobRows = i == 2 ? 0 : rows
        row.uri = base + "/" + job
        add(row)
      }
      time += i < 2 ? 1_500 : 15_000 + Int64(random.below(2_000))
    }
  }

  /// Data quality: Wednesday nights, much the same work every week.
  mutating func quality(_ day: Int64) {
    guard ModelTime.weekday(day) == 2 else { return }
    let party = Organisation.quality
    var random = random(8, day)
    var time = day * ModelTime.day + 3 * ModelTime.hour + Int64(random.int(60...400)) * 1_000
    signIn(party, at: time, subType: "oauthclientcredential")
    for i in 0..<Int(270 * options.scale) {
      time += Int64(random.int(17...23)) * 1_000
      add(Self.qualityShapes[i % Self.qualityShapes.count], party, at: time, &random)
    }
  }

  private static let qualityShapes: [Shape] = [
    .soql(
      1, "Contact", "SELECT Id, Email, Phone FROM Contact WHERE Id > '{id}' LIMIT 40",
      rows: 40...40),
    .record(1, "update", "Contact"),
    .soql(
      1, "Account", "SELECT Id, Website FROM Account WHERE Id > '{id}' LIMIT 10",
      rows: 10...10),
    .record(1, "update", "Account"),
  ]

  /// Finance: every morning from 05:00 to 08:00. Trap: two and a half times as much on the last
  /// two days of the month.
  mutating func finance(_ day: Int64) {
    let party = Organisation.finance
    var random = random(9, day)
    let date = ModelTime.civil(day)
    let monthEnd = date.month == 7 && date.day >= 30
    if day == options.firstDay {
      introduce(Self.financeShapes, party, at: day * ModelTime.day + 5 * ModelTime.hour + 20_000)
    }
    for hour in 5..<8 {
      let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
      if hour == 5 { signIn(party, at: start + 9_000, subType: "oauthclientcredential") }
      spread(
        monthEnd ? 87 : 35, party, hourStart: start, shapes: Self.financeShapes, &random)
    }
  }

  private static let financeShapes: [Shape] = [
    .soql(
      5, "Invoice__c", "SELECT Id, Total__c, Due__c FROM Invoice__c WHERE Posted__c = false",
      rows: 2...14),
    .soql(
      4, "Opportunity", "SELECT Id, Amount, CloseDate FROM Opportunity WHERE CloseDate = TODAY",
      rows: 1...8),
    .record(4, "update", "Invoice__c"), .record(2, "create", "Payment__c"),
    .record(2, "read", "Account"),
  ]
}
