/// Collects the calls of a period and gives every integration its own random stream.
public struct TrafficBuilder: Sendable {
  /// What to model.
  public struct Options: Sendable {
    public var seed: UInt64 = 20_250_819
    /// First and last day, inclusive, as days since 1970-01-01.
    public var firstDay: Int64 = ModelTime.days(2025, 7, 16)
    public var lastDay: Int64 = ModelTime.days(2025, 8, 19)
    /// Multiplies the everyday call volume; rows per bulk job stay.
    public var scale = 0.8
    /// Adds the credential that was last seen before the period.
    public var dormant = true
    /// Lets analysts and developers meet new objects every week. In a period shorter than it takes
    /// to learn that habit each of them would be an alarm.
    public var exploring = true
    public init() {}
  }

  public let options: Options
  public private(set) var calls: [Call] = []

  public init(_ options: Options = Options()) { self.options = options }

  /// The whole traffic in time order, each call with its serial number.
  public static func traffic(_ options: Options = Options()) -> [Call] {
    var builder = TrafficBuilder(options)
    for day in options.firstDay...options.lastDay { builder.everyday(day) }
    builder.stories()
    let end = (options.lastDay + 1) * ModelTime.day
    // Calls that share a millisecond keep the order in which they were made.
    let order = builder.calls.indices
      .filter { builder.calls[$0].time < end }
      .sorted { (builder.calls[$0].time, $0) < (builder.calls[$1].time, $1) }
    var sorted = order.map { builder.calls[$0] }
    for i in sorted.indices { sorted[i].serial = i }
    return sorted
  }

  func random(_ stream: UInt64, _ day: Int64) -> SplitMix64 {
    SplitMix64(seed: options.seed, stream: stream, day)
  }

  mutating func add(_ call: Call) { calls.append(call) }

  mutating func replace(_ index: Int, with call: Call) { calls[index] = call }

  mutating func drop(where unwanted: (Call) -> Bool) { calls.removeAll(where: unwanted) }

  /// Makes a call of the given shape.
  mutating func add(
    _ shape: Shape, _ party: Party, at time: Int64, _ random: inout SplitMix64,
    edit: (inout Call) -> Void = { _ in }
  ) {
    var call = Call(time, party)
    call.kind = shape.kind
    call.api = shape.api
    call.operation = shape.operation
    call.method = shape.method
    call.object = shape.object
    call.status = shape.status
    call.uri = fill(shape.uri, party, shape.object, time, &random)
    call.query = fill(shape.query, party, shape.object, time, &random)
    call.rows = random.int(shape.rows)
    call.bytes = 180 + max(0, call.rows) * shape.rowBytes
    // A handful of values, as a clock of coarse ticks would give; it keeps the files small.
    let step = max(1, (shape.ms.upperBound - shape.ms.lowerBound) / 4)
    call.duration = (shape.ms.lowerBound + step * random.below(5)) * 8
    edit(&call)
    calls.append(call)
  }

  /// Spreads `mean` calls over one hour, drawn from the shapes by weight.
  mutating func spread(
    _ mean: Double, _ party: Party, hourStart: Int64, shapes: [Shape],
    _ random: inout SplitMix64, edit: (inout Call, inout SplitMix64) -> Void = { _, _ in }
  ) {
    let weights = shapes.map(\.weight)
    for _ in 0..<random.poisson(mean * options.scale) {
      let time = hourStart + Int64(random.below(Int(ModelTime.hour)))
      var noise = random
      add(shapes[random.weighted(weights)], party, at: time, &random) { edit(&$0, &noise) }
      random = SplitMix64(seed: random.next() ^ noise.next())
    }
  }

  /// One call of every shape: on its first day an integration shows all it does.
  mutating func introduce(_ shapes: [Shape], _ party: Party, at time: Int64) {
    var random = self.random(0xF1, time / ModelTime.day)
    for (i, shape) in shapes.enumerated() {
      for turn in 0..<2 {
        let at = time + Int64(i * 2 + turn) * 3_700
        add(shape, party, at: at, &random)
      }
    }
  }

  /// A service's token request.
  mutating func signIn(
    _ party: Party, at time: Int64, subType: String = "oauthtoken", agent: String? = nil,
    address: String? = nil
  ) {
    var call = Call(time, party)
    call.kind = .login
    call.api = "oauth"
    call.operation = "login"
    call.method = "POST"
    call.uri = "/services/oauth2/token"
    call.loginStatus = "LOGIN_NO_ERROR"
    call.loginType = "i"
    call.loginSubType = subType
    call.duration = 96
    if let agent { call.agent = agent }
    if let address { call.address = address }
    calls.append(call)
  }

  private func fill(
    _ text: String, _ party: Party, _ object: String, _ time: Int64, _ random: inout SplitMix64
  ) -> String {
    guard text.utf8.contains(0x7B) else { return text }
    var out = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      out += rest[..<open]
      switch rest[rest.index(after: open)..<close] {
      case "v": out += party.apiVersion
      case "id":
        // Spread over a few hundred records in no order, as real work is.
        let record = UInt64(random.below(600)) &* 7_919 &+ 40_000
        out += SalesforceID.make(SalesforceID.prefix(of: object), serial: record)
      case "since":
        let slot = (time / (15 * ModelTime.minute) - 1) * 15 * ModelTime.minute
        out += ModelTime.rfc3339(slot)
      default: break
      }
      rest = rest[rest.index(after: close)...]
    }
    return out + rest
  }
}
