/// The incidents of the sample data, each on a credential of its own.
extension TrafficBuilder {
  /// Adds every story whose time lies in the modelled period.
  mutating func stories() {
    if options.dormant { dormantWakes() }
    passwordBurst()
    offHoursRun()
    useAfterRevocation()
    slowDrip()
    consentPhishing()
    stolenToken()
  }

  // MARK: Password burst on a watched user

  private mutating func passwordBurst() {
    var random = random(0xA5, 0)
    var time = StoryTimes.burst.lowerBound
    for i in 0..<18 {
      var call = browserLogin(
        Organisation.watched, time,
        i < 15 ? "LOGIN_ERROR_INVALID_PASSWORD" : "LOGIN_ERROR_PASSWORD_LOCKOUT", "")
      call.address = "203.0.113.201"
      call.agent = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0"
      add(call)
      time += Int64(random.int(35...90)) * 100
    }
  }

  // MARK: The nightly load in the afternoon

  private mutating func offHoursRun() {
    var random = random(0xA4, 0)
    let party = Organisation.etl
    var time = StoryTimes.offHours.lowerBound
    signIn(party, at: time, subType: "oauthclientcredential")
    time += 3_000
    for shape in Self.etlChecks {
      add(shape, party, at: time, &random)
      time += Int64(random.int(600...2_600))
    }
    for object in ["Contact", "Account", "Opportunity", "Task"] {
      time = queryJob(
        party, object, Self.etlQuery(object), rows: 1_150, at: time, &random, deleteAfter: 6_000)
      time += Int64(random.int(9...25)) * 1_000
    }
  }

  // MARK: A token that should be dead

  private mutating func useAfterRevocation() {
    var random = random(0xA6, 0)
    let party = Organisation.signing
    let revoked = StoryTimes.revocation.lowerBound
    let key = Self.signingSession(revoked / ModelTime.hour * ModelTime.hour)
    var out = Call(revoked, party)
    out.kind = .logout
    out.api = "oauth"
    out.operation = "revoke"
    out.method = "POST"
    out.uri = "/services/oauth2/revoke"
    out.session = key
    out.loginKey = key
    out.targetToken = key
    add(out)
    // One worker of the vendor never dropped its token, and it still opens doors.
    var time = revoked + 35 * ModelTime.minute
    for i in 0..<24 {
      add(Self.signingShapes[i % 3], party, at: time, &random) {
        $0.session = key
        $0.loginKey = key
        $0.token = key
        guard i >= 18 else { return }
        $0.status = 401
        $0.error = "INVALID_SESSION_ID"
        $0.rows = 0
      }
      time += Int64(random.int(30...75)) * 1_000
    }
  }

  // MARK: Slow drip

  /// Six days at 1.7 times the usual volume, spread over the day, inside every limit.
  private mutating func slowDrip() {
    let first = StoryTimes.drip.lowerBound / ModelTime.day
    let party = Organisation.support
    let reads = Array(Self.supportShapes.prefix(4))
    for day in first..<(first + 6) {
      var random = random(0xA3, day)
      for hour in 0..<24 {
        let busy = hour >= 7 && hour < 19
        let mean = 0.72 * (busy ? 34.0 : 15.0) * (ModelTime.isWeekend(day) ? 0.6 : 1)
        let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
        spread(mean, party, hourStart: start, shapes: reads, &random)
      }
    }
  }

  // MARK: A forgotten credential wakes

  private mutating func dormantWakes() {
    let party = Organisation.survey
    let shapes: [Shape] = [
      .soql(
        5, "Contact", "SELECT Id, Email FROM Contact WHERE Survey_Due__c = TODAY", rows: 1...20),
      .record(3, "update", "Contact"), .record(2, "create", "Survey__c"),
    ]
    let first = ModelTime.days(2025, 7, 13)
    for day in first...(first + 2) {
      var random = random(14, day)
      if day == first {
        signIn(party, at: day * ModelTime.day + 12 * ModelTime.hour)
        introduce(shapes, party, at: day * ModelTime.day + 12 * ModelTime.hour + 5_000)
      }
      for hour in (day == first ? 12 : 9)..<(day == first + 2 ? 10 : 18) {
        let start = day * ModelTime.day + Int64(hour) * ModelTime.hour
        spread(12, party, hourStart: start, shapes: shapes, &random)
      }
    }
    var random = random(0xA7, 0)
    var time = StoryTimes.dormant.lowerBound
    let address = "2001:db8:e900::c2"
    signIn(party, at: time, address: address)
    for i in 0..<42 {
      time += Int64(random.int(4...50)) * 1_000
      add(shapes[i % 2 == 0 ? 0 : 1], party, at: time, &random) {
        $0.address = address
        if i % 2 == 1 {
          // The one who woke it only reads.
          $0.operation = "read"
          $0.method = "GET"
          $0.status = 200
        }
      }
    }
  }
}
