/// Names a key of a habit: two independent hashes of the values of the `by` fields.
struct HabitKey: Hashable, Sendable {
  var a: UInt64
  var b: UInt64
}

/// What is known about one key.
protocol HabitRecord: Sendable {
  /// How much it keeps, in the unit of the limit on all keys together.
  var weight: Int { get }
  /// Keeps nothing; stands in the place of one that went.
  static var vacant: Self { get }
}

/// The keys of one rule in the order of their last use, at most so many.
struct HabitTable<Record: HabitRecord>: Sendable {
  private struct Slot {
    var key: HabitKey
    var record: Record
    var older = -1
    var newer = -1
  }

  private var slots: [Slot] = []
  private var places: [HabitKey: Int] = [:]
  private var free: [Int] = []
  private var oldest = -1
  private var newest = -1
  /// Weight of all records.
  private(set) var weight = 0

  init() {}

  /// Number of keys.
  var count: Int { places.count }

  /// Changes the record of a key, which is made when it is new and is the one used last now.
  mutating func update<R>(
    _ key: HabitKey, _ make: @autoclosure () -> Record, _ body: (inout Record) -> R
  ) -> R {
    let place: Int
    if let known = places[key] {
      place = known
    } else {
      place = free.popLast() ?? slots.count
      let slot = Slot(key: key, record: make())
      if place < slots.count { slots[place] = slot } else { slots.append(slot) }
      places[key] = place
      weight += slot.record.weight
      link(place)
    }
    if place != newest {
      unlink(place)
      link(place)
    }
    let before = slots[place].record.weight
    let result = body(&slots[place].record)
    weight += slots[place].record.weight - before
    return result
  }

  /// Lets the keys go that have been quiet for longest; never the one used last.
  /// - Returns: how many went.
  mutating func trim(keys: Int, weight most: Int) -> UInt64 {
    var evicted: UInt64 = 0
    while places.count > keys || weight > most, oldest >= 0, oldest != newest {
      let place = oldest
      unlink(place)
      places[slots[place].key] = nil
      weight -= slots[place].record.weight
      slots[place].record = .vacant
      free.append(place)
      evicted += 1
    }
    return evicted
  }

  /// Gives every key with its record, the one used last at the end.
  func forEach(_ body: (HabitKey, Record) -> Void) {
    var place = oldest
    while place >= 0 {
      body(slots[place].key, slots[place].record)
      place = slots[place].newer
    }
  }

  /// Puts back a stored record as the one used last; of a key that is there already nothing changes.
  mutating func restore(_ key: HabitKey, _ record: Record) {
    guard places[key] == nil else { return }
    update(key, record) { _ in }
  }

  private mutating func link(_ place: Int) {
    slots[place].older = newest
    slots[place].newer = -1
    if newest >= 0 { slots[newest].newer = place } else { oldest = place }
    newest = place
  }

  private mutating func unlink(_ place: Int) {
    let (older, newer) = (slots[place].older, slots[place].newer)
    if older >= 0 { slots[older].newer = newer } else { oldest = newer }
    if newer >= 0 { slots[newer].older = older } else { newest = older }
  }
}
