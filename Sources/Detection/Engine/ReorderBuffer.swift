public import SecurityModel

/// Puts events into event-time order within a bound.
///
/// Events wait in one-minute buckets until the caller says that nothing older will come
/// (`release(upTo:)`) or `capacity` is reached; a bucket is sorted when it is released. An event
/// behind what was released already is late: it is handed on at once, flagged, and applied to its
/// own windows by the engine.
public struct ReorderBuffer {
  private struct Key {
    var order: OrderKey
    var slot: Int32
  }

  /// Most events that wait; beyond it the oldest minute is released early.
  public let capacity: Int
  private var slots = EventSlots()
  private var buckets: [Int64: [Key]] = [:]
  /// Minutes that have a bucket, ascending.
  private var minutes: [Int64] = []
  /// Greatest key handed on in order.
  public private(set) var released = OrderKey.start
  /// Number of events waiting.
  public private(set) var count = 0

  public init(capacity: Int = 1_000_000, released: OrderKey = .start) {
    self.capacity = capacity
    self.released = released
  }

  /// Time of the oldest event waiting.
  public var oldest: Timestamp? {
    minutes.first.flatMap { buckets[$0]?.map(\.order).min()?.time }
  }

  /// Takes an event; hands on what can't wait.
  @inline(__always)
  public mutating func push(_ event: borrowing APIEvent, _ apply: (borrowing APIEvent) -> Void) {
    let order = OrderKey(time: event.time, tieBreak: event.tieBreak)
    if order == released {
      // An equal of the last one handed on: in order still, and it must not wait, because what is
      // at the watermark counts as applied.
      apply(event)
      return
    }
    if order < released {
      var late = copy event
      late.flags.insert(.late)
      apply(late)
      return
    }
    let slot = slots.put(event)
    count += 1
    let minute = event.time.index(ofEvery: Timestamp.Duration.minute)
    if minutes.last != minute { addMinute(minute) }
    buckets[minute, default: []].append(Key(order: order, slot: slot))
    if count > capacity, let first = minutes.first {
      release(
        upTo: Timestamp(milliseconds: (first &+ 1) &* Timestamp.Duration.minute &- 1), apply)
    }
  }

  private mutating func addMinute(_ minute: Int64) {
    if buckets[minute] != nil { return }
    var i = minutes.count
    while i > 0, minutes[i - 1] > minute { i -= 1 }
    minutes.insert(minute, at: i)
  }

  /// Hands on every event up to and with `time`, in order.
  ///
  /// - Parameters:
  ///   - prepare: told of an event some time before it is handed on, to fetch what it needs.
  ///   - prepareMore: told of it again shortly before.
  ///   - apply: gets the event.
  public mutating func release(
    upTo time: Timestamp, prepare: (borrowing APIEvent) -> Void = { _ in },
    prepareMore: (borrowing APIEvent) -> Void = { _ in },
    _ apply: (borrowing APIEvent) -> Void
  ) {
    let limit = time.index(ofEvery: Timestamp.Duration.minute)
    var done = 0
    while done < minutes.count, minutes[done] <= limit {
      let minute = minutes[done]
      guard var keys = buckets[minute] else {
        done += 1
        continue
      }
      buckets[minute] = []
      Self.sort(&keys)
      var n = 0
      while n < keys.count, keys[n].order.time <= time {
        let slot = keys[n].slot
        if n + Self.lookAhead < keys.count { slots.prefetch(keys[n + Self.lookAhead].slot) }
        if n + Self.lookAhead / 2 < keys.count {
          prepare(slots[keys[n + Self.lookAhead / 2].slot].pointee)
        }
        if n + Self.lookAhead / 4 < keys.count {
          prepareMore(slots[keys[n + Self.lookAhead / 4].slot].pointee)
        }
        apply(slots[slot].pointee)
        slots.release(slot)
        n += 1
      }
      if n > 0 {
        released = max(released, keys[n - 1].order)
        count -= n
      }
      if n < keys.count {
        buckets[minute] = Array(keys[n...])
        break
      }
      buckets[minute] = nil
      done += 1
    }
    if done > 0 { minutes.removeFirst(done) }
    // A burst's memory is given back once it has passed.
    if count == 0 { slots.trim() }
  }

  /// Hands on everything, in order.
  public mutating func flush(_ apply: (borrowing APIEvent) -> Void) {
    release(upTo: .distantFuture, apply)
  }

  /// Events wait in more memory than the caches hold: those that come next are fetched early.
  private static let lookAhead = 12

  private static func sort(_ keys: inout [Key]) {
    // Logs are nearly sorted: one look saves most sorts.
    for i in 1..<max(1, keys.count) where keys[i].order < keys[i - 1].order {
      keys.sort { $0.order < $1.order }
      return
    }
  }
}
