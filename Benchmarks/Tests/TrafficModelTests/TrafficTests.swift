import Testing

@testable import TrafficModel

@Suite struct TrafficTests {
  static let short: [Call] = {
    var options = TrafficBuilder.Options()
    options.firstDay = ModelTime.days(2025, 8, 12)
    options.scale = 0.2
    return TrafficBuilder.traffic(options)
  }()

  @Test func theSameSeedGivesTheSameBytes() {
    var options = TrafficBuilder.Options()
    options.firstDay = ModelTime.days(2025, 8, 18)
    options.scale = 0.1
    func bytes() -> [UInt8] {
      var out = TextBuffer()
      for call in TrafficBuilder.traffic(options) { NativeWriter.write(call, to: &out) }
      return out.bytes
    }
    let first = bytes()
    #expect(first == bytes())
    options.seed += 1
    #expect(first != bytes())
  }

  @Test func callsAreInTimeOrderWithinThePeriod() {
    let calls = Self.short
    #expect(zip(calls, calls.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(calls.last.map { $0.time < ModelTime.at(2025, 8, 20) } == true)
  }

  @Test func everyRowHasAsManyValuesAsItsHeader() {
    var seen: Set<Call.Kind> = []
    for call in Self.short {
      seen.insert(call.kind)
      #expect(
        EventLogFileWriter.row(call).count == EventLogFileWriter.columns(call.kind).count,
        "\(call.kind)")
    }
    #expect(seen == Set(Call.Kind.allCases))
  }

  @Test func theNativeFormLacksOnlyTheStateRowsOfBulkJobs() {
    let lacking = Self.short.filter { !NativeWriter.carries($0) }
    #expect(!lacking.isEmpty)
    #expect(lacking.allSatisfy { $0.kind == .bulkApi2 })
  }

  @Test func rowsOfAJobAreTheSameInBothForms() {
    let job = Self.short.filter { !$0.job.isEmpty && $0.party.key == Organisation.chat.key }
    let read = job.filter { $0.operation == "job_results" }.reduce(0) { $0 + $1.rows }
    #expect(read == 134_206)
    #expect(job.map(\.jobRows).max() == read)
  }

  @Test func theStolenTokensJobIsDeleted24SecondsAfterItsResults() throws {
    let job = Self.short.filter { $0.party.key == Organisation.chat.key && $0.api == "bulk2" }
    let results = try #require(job.last { $0.operation == "job_results" })
    let delete = try #require(job.last { $0.operation == "job_delete" })
    let create = try #require(job.first { $0.operation == "job_create" })
    #expect(delete.time - (results.time + Int64(results.duration)) == 24_000)
    #expect(results.time - create.time < 210_000)
  }

  @Test func theDripStaysBelowTwiceTheUsual() {
    func daily(_ day: Int) -> Int {
      let start = ModelTime.at(2025, 8, day)
      return Self.short.count {
        $0.party.key == Organisation.support.key && $0.time >= start
          && $0.time < start + ModelTime.day
      }
    }
    // Tuesday to Friday with it, Monday and Tuesday without.
    let with = Double(daily(12) + daily(13) + daily(14) + daily(15)) / 4
    let without = Double(daily(18) + daily(19)) / 2
    #expect(with / without > 1.45 && with / without < 2)
  }

  @Test func theDormantCredentialIsSilentForMoreThan35Days() {
    let times = Self.short.filter { $0.party.key == Organisation.survey.key }.map(\.time)
    let gaps = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
    #expect((gaps.last ?? 0) > 35 * ModelTime.day)
    #expect((gaps.dropLast().last ?? 0) < ModelTime.day)
  }

  @Test func theRevokedTokenIsUsedOnlyBeforeItsRevocationAndInTheStory() {
    let revoke = StoryTimes.revocation.lowerBound
    let key = TrafficBuilder.signingSession(revoke / ModelTime.hour * ModelTime.hour)
    let uses = Self.short.filter { $0.session == key && $0.operation != "revoke" }
    #expect(uses.contains { $0.time < revoke })
    let after = uses.filter { $0.time > revoke }
    #expect(after.count { $0.status < 300 } == 18)
    #expect(after.count { $0.status == 401 } == 6)
  }

  @Test func signInsNameTheUserOnly() throws {
    let login = try #require(
      Self.short.first { $0.kind == .login && $0.party.key == Organisation.chat.key })
    var out = TextBuffer()
    NativeWriter.write(login, to: &out)
    #expect(out.text.contains("\"credential\":\"\(Organisation.chat.userID)\""))
    #expect(!out.text.contains(Organisation.chat.appID))
  }

  @Test func storiesUseCredentialsOfTheirOwn() {
    let keys = [
      Organisation.chat, TrafficBuilder.lookAlike, Organisation.support, Organisation.etl,
      Organisation.watched, Organisation.signing, Organisation.survey,
    ].map(\.credential)
    #expect(Set(keys).count == 7)
  }
}
