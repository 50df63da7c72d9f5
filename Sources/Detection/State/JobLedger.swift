import SecurityModel

/// Follows bulk jobs through their rows and control calls.
///
/// Bounded: the oldest of more than `limit` jobs gives way and is counted.
struct JobLedger {
  struct Job: Hashable, Sendable {
    var key: UInt64
    var profile: UInt32
    var created: Timestamp
    /// Largest row count any of its rows told.
    var rows: Int64 = 0
    /// When its results were last read or it completed.
    var finished: Timestamp?
    var deleted: Timestamp?
    /// Number of the event that told that it is a query; 0 = none did.
    var queryEvent = 0
    /// Events of the job so far.
    var events = 0

    var isQuery: Bool { queryEvent > 0 }
    /// True while the event that told that it is a query is in hand.
    var hasJustBecomeQuery: Bool { queryEvent > 0 && queryEvent == events }
  }

  static let limit = 4_096
  private var jobs: [UInt64: Job] = [:]
  private var order: [UInt64] = []
  private(set) var evictions: Int64 = 0
  var isDirty = false

  subscript(key: UInt64) -> Job? { jobs[key] }

  /// The job of that key, made at `time` for `profile` when unknown.
  mutating func update(
    _ key: UInt64, profile: UInt32, at time: Timestamp, _ change: (inout Job) -> Void
  ) {
    if jobs[key] == nil {
      if order.count >= Self.limit {
        jobs[order.removeFirst()] = nil
        evictions += 1
      }
      order.append(key)
      jobs[key] = Job(key: key, profile: profile, created: time)
    }
    if var job = jobs[key] {
      job.events += 1
      change(&job)
      jobs[key] = job
    }
    isDirty = true
  }

  func encode(into out: inout ByteWriter) {
    out.put(UInt64(order.count))
    for key in order {
      guard let job = jobs[key] else { continue }
      out.putFixed(key)
      out.put(job.profile)
      out.put(job.created)
      out.put(job.rows)
      out.put(job.finished?.milliseconds ?? .min)
      out.put(job.deleted?.milliseconds ?? .min)
      out.put(job.queryEvent)
      out.put(job.events)
    }
  }

  mutating func decode(from reader: inout ByteReader) throws(ByteReader.Failure) {
    for _ in 0..<(try reader.unsigned()) {
      let key = try reader.fixed()
      var job = Job(key: key, profile: try reader.uint32(), created: try reader.timestamp())
      job.rows = try reader.int64()
      let finished = try reader.int64()
      let deleted = try reader.int64()
      if finished != .min { job.finished = Timestamp(milliseconds: finished) }
      if deleted != .min { job.deleted = Timestamp(milliseconds: deleted) }
      job.queryEvent = try reader.int()
      job.events = try reader.int()
      jobs[key] = job
      order.append(key)
    }
  }
}
