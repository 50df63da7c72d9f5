/// A token stolen at the chat vendor, used as in the campaign of August 2025.
///
/// Enumeration and counting first, then pages of FIELDS(ALL), then a Bulk API 2.0 query of every
/// case in about three minutes, and the job deleted 24 seconds after its results were read.
extension TrafficBuilder {
  private static let scripted = "python-requests/2.32.4"
  private static let concurrent = "Python/3.11 aiohttp/3.12.15"

  mutating func stolenToken() {
    var random = random(0xA1, 0)
    let party = Organisation.chat
    let host = "203.0.113.44"
    var time = StoryTimes.stolenToken.lowerBound
    signIn(party, at: time, agent: Self.scripted, address: host)

    func pass(_ seconds: ClosedRange<Int>) { time += Int64(random.int(seconds)) * 1_000 + 137 }

    // What is there?
    pass(2...4)
    let lists: [(String, String)] = [
      ("list", "/services/data/v{v}/sobjects"), ("limits", "/services/data/v{v}/limits"),
    ]
    for (operation, uri) in lists {
      let shape = Shape(
        weight: 1, operation: operation, method: "GET", uri: uri, object: "", rows: 0...0)
      add(shape, party, at: time, &random) {
        $0.address = host
        $0.agent = Self.scripted
        if operation == "list" { $0.bytes = 1_240_000 }
      }
      pass(3...9)
    }
    for object in ["Account", "Contact", "Case", "User", "Opportunity", "EmailMessage"] {
      add(.record(1, "describe", object), party, at: time, &random) {
        $0.address = host
        $0.agent = Self.scripted
        $0.bytes = 96_000
      }
      pass(2...7)
    }

    // How much is it worth?
    let counts = [
      ("Account", 48_211), ("Contact", 172_904), ("Case", 134_206), ("User", 412),
      ("Opportunity", 61_377), ("EmailMessage", 289_540),
    ]
    for (object, count) in counts {
      let shape = Shape.soql(1, object, "SELECT COUNT() FROM " + object, rows: 0...0)
      add(shape, party, at: time, &random) {
        $0.address = host
        $0.agent = Self.scripted
        $0.count = count
      }
      pass(4...11)
    }
    let questions: [(String, String, Int)] = [
      ("Organization", "SELECT Id, Name, OrganizationType, InstanceName FROM Organization", 1),
      ("User", "SELECT Id, Username, Email, IsActive, LastLoginDate FROM User LIMIT 20", 20),
      (
        "User",
        "SELECT Id, Username, Email, Profile.Name, LastLoginDate FROM User WHERE IsActive = true",
        388
      ),
    ]
    for (object, query, rows) in questions {
      add(.soql(1, object, query, rows: rows...rows), party, at: time, &random) {
        $0.address = host
        $0.agent = Self.scripted
      }
      pass(20...60)
    }

    // A second tool, a second host, the first pages.
    time = ModelTime.at(2025, 8, 19, 9, 41, 30)
    for (object, pages) in [("Case", 16), ("Account", 14)] {
      for page in 0..<pages {
        let from = SalesforceID.make(
          SalesforceID.prefix(of: object), serial: UInt64(90_000 + page * 20_011))
        let query =
          "SELECT FIELDS(ALL) FROM " + object + " WHERE Id > '" + from
          + "' ORDER BY Id LIMIT 200"
        add(.soql(1, object, query, rows: 200...200), party, at: time, &random) {
          $0.address = "203.0.113.57"
          $0.agent = Self.concurrent
          $0.bytes = 200 * 2_600
        }
        pass(6...16)
      }
    }

    // The export: created 10:21:10, read to the end about 10:24:30, deleted 24 seconds later.
    let bulk = ModelTime.at(2025, 8, 19, 10, 21, 10)
    let limits = Shape(
      weight: 1, operation: "limits", method: "GET", uri: "/services/data/v{v}/limits", object: "",
      rows: 0...0)
    add(limits, party, at: bulk - 41_000, &random) {
      $0.address = host
      $0.agent = Self.scripted
    }
    queryJob(
      party, "Case",
      "SELECT Id, CaseNumber, Subject, Description, SuppliedEmail, CreatedDate FROM Case",
      rows: 134_206, at: bulk, &random, pollEvery: 6_800, deleteAfter: 24_000
    ) {
      $0.address = host
      $0.agent = Self.scripted
    }
  }
}
