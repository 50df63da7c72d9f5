public import SecurityModel

/// Puts events into event-time order within a bound.
///
/// Events wait in one-minute buckets until the caller says that nothing older will come
/// (`release(upTo:)`) or `capacity` is reached; a bucket is sorted when it is released. An event
/// behind what was released already is late: it is handed on at once, flagged, and applied to its
/// own windows by the engine.
public struct ReorderBuffer: ~Copyable {
  private struct Key {
    var order: OrderKey
    var slot: Int32
  }

  /// The events of one minute, in the order in which they came.
  private struct Bucket {
    let minute: Int64
    var keys: [Key]
  }

  /// Most events that wait; beyond it the oldest minute is released early.
  public let capacity: Int
  private var slots = EventSlots()
  /// Ascending by minute.
  private var buckets: [Bucket] = []
  /// Where the last event went: the next one nearly always goes there too.
  private var recent = 0
  /// Memory of a bucket that was released, for the next one.
  private var spare: [Key] = []
  /// Greatest key handed on in order.
  public private(set) var released = OrderKey.start
  /// Number of events waiting.
  public private(set) var count = 0

  public init(capacity: Int = 1_000_000, released: OrderKey = .start) {
    self.capacity = capacity
    self.released = released
  }

  /// Time of the oldest event waiting.
  public var oldest: Timestamp? { buckets.first?.keys.map(\.order).min()?.time }

  /// Takes an event; hands on what can't wait.
  @inline(__always)
  public mutating func push(_ event: borrowing APIEvent, _ apply: (inout APIEvent) -> Void) {
    let order = OrderKey(time: event.time, tieBreak: event.tieBreak)
    if order <= released {
      handOn(event, order, apply)
      return
    }
    let slot = slots.put(event)
    count += 1
    let minute = event.time.index(ofEvery: Timestamp.Duration.minute)
    if recent >= buckets.count || buckets[recent].minute != minute { recent = bucket(minute) }
    buckets[recent].keys.append(Key(order: order, slot: slot))
    if count > capacity, let first = buckets.first {
      release(
        upTo: Timestamp(
          milliseconds: (first.minute &+ 1) &* Timestamp.Duration.minute &- 1), apply)
    }
  }

  /// Hands on an event that is not ahead of what was handed on before.
  ///
  /// An equal of the last one is in order still, and it must not wait, because what is at the
  /// watermark counts as applied.
  @inline(never)
  private func handOn(
    _ event: borrowing APIEvent, _ order: OrderKey, _ apply: (inout APIEvent) -> Void
  ) {
    var event = copy event
    if order < released { event.flags.insert(.late) }
    apply(&event)
  }

  /// The index of a minute's bucket, made when there is none.
  private mutating func bucket(_ minute: Int64) -> Int {
    var i = buckets.count
    while i > 0, buckets[i - 1].minute > minute { i -= 1 }
    if i > 0, buckets[i - 1].minute == minute { return i - 1 }
    var keys: [Key] = []
    swap(&keys, &spare)
    buckets.insert(Bucket(minute: minute, keys: keys), at: i)
    return i
  }

  /// Hands on every event up to and with `time`, in order.
  ///
  /// - Parameters:
  ///   - prepare: told of an event some time before it is handed on, to fetch what it needs.
  ///   - prepareMore: told of it again shortly before.
  ///   - apply: gets the event, which nobody needs afterwards.
  public mutating func release(
    upTo time: Timestamp, prepare: (UnsafePointer<APIEvent>) -> Void = { _ in },
    prepareMore: (UnsafePointer<APIEvent>) -> Void = { _ in },
    _ apply: (inout APIEvent) -> Void
  ) {
    let limit = time.index(ofEvery: Timestamp.Duration.minute)
    var done = 0
    while done < buckets.count, buckets[done].minute <= limit {
      var keys: [Key] = []
      swap(&keys, &buckets[done].keys)
      Self.sort(&keys)
      let n = handOn(keys, upTo: time, prepare, prepareMore, apply)
      if n > 0 {
        released = max(released, keys[n - 1].order)
        count -= n
      }
      if n < keys.count {
        buckets[done].keys = Array(keys[n...])
        break
      }
      keys.removeAll(keepingCapacity: keys.capacity <= Self.mostSpare)
      spare = keys
      done += 1
    }
    if done > 0 {
      buckets.removeFirst(done)
      recent = max(0, recent - done)
    }
    // A burst's memory is given back once it has passed.
    if count == 0 { slots.trim() }
  }

  /// Hands on the first of `keys` up to `time`; gives their number.
  private mutating func handOn(
    _ keys: [Key], upTo time: Timestamp, _ prepare: (UnsafePointer<APIEvent>) -> Void,
    _ prepareMore: (UnsafePointer<APIEvent>) -> Void, _ apply: (inout APIEvent) -> Void
  ) -> Int {
    keys.withUnsafeBufferPointer { keys in
      var n = 0
      while n < keys.count, keys[n].order.time <= time {
        let slot = keys[n].slot
        if n + Self.lookAhead < keys.count { slots.prefetch(keys[n + Self.lookAhead].slot) }
        if n + Self.lookAhead / 2 < keys.count {
          prepare(slots[keys[n + Self.lookAhead / 2].slot])
        }
        if n + Self.lookAhead / 4 < keys.count {
          prepareMore(slots[keys[n + Self.lookAhead / 4].slot])
        }
        apply(&slots[slot].pointee)
        slots.release(slot)
        n += 1
      }
      return n
    }
  }

  /// Hands on everything, in order.
  public mutating func flush(_ apply: (inout APIEvent) -> Void) {
    release(upTo: .distantFuture, apply)
  }

  /// Events wait in more memory than the caches hold: those that come next are fetched early.
  private static let lookAhead = 12
  /// Largest bucket whose memory is kept for the next one.
  private static let mostSpare = 4_096

  private static func sort(_ keys: inout [Key]) {
    // Logs are nearly sorted: one look saves most sorts.
    for i in 1..<max(1, keys.count) where keys[i].order < keys[i - 1].order {
      keys.sort { $0.order < $1.order }
      return
    }
  }
}
