import CHints
import SecurityModel

/// Collects what each credential did since the last checkpoint, by hour and minute.
///
/// Each credential has one hour open; when it goes on to another the old one is packed away.
struct RollupTable: ~Copyable {
  /// The hour that a credential is in.
  private struct Cell {
    var profile: UInt32
    var hour: Int64
    var calls: Int64 = 0
    var errors: Int64 = 0
    var rows: Int64 = 0
    var bytes: Int64 = 0
    var minutes = MinuteCounts()
  }

  /// Most cells whose memory is kept from one tick to the next.
  private static let mostKept = 4_096

  private var cells: UnsafeMutablePointer<Cell>
  private var count = 0
  private var capacity = 256
  private var batch = RollupBatch()
  /// Number of the running tick; profiles remember it with the index of their cell.
  private var tick: UInt32 = 1

  init() { cells = .allocate(capacity: capacity) }

  deinit {
    cells.deinitialize(count: count)
    cells.deallocate()
  }

  /// Bytes held until the next checkpoint.
  var size: Int { batch.size + count * MemoryLayout<Cell>.stride }

  /// Adds one event of a profile.
  @inline(__always)
  mutating func add(
    _ profile: UnsafeMutablePointer<CredentialProfile>, time: Timestamp, calls: Int64,
    errors: Int64, rows: Int64, bytes: Int64
  ) {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    if profile.pointee.rollupTick != tick
      || cells[Int(profile.pointee.rollupCell)].hour != hour
    {
      open(hour, profile)
    }
    let cell = cells + Int(profile.pointee.rollupCell)
    cell.pointee.calls &+= calls
    cell.pointee.errors &+= errors
    cell.pointee.rows &+= rows
    cell.pointee.bytes &+= bytes
    let minute = Int(time.index(ofEvery: Timestamp.Duration.minute) &- hour &* 60)
    cell.pointee.minutes.add(UInt32(truncatingIfNeeded: calls), minute: minute)
  }

  /// Brings the cell near that an event of the profile will most likely need.
  @inline(__always)
  borrowing func prefetch(_ profile: UnsafeMutablePointer<CredentialProfile>) {
    guard profile.pointee.rollupTick == tick else { return }
    let cell = UnsafeRawPointer(cells + Int(profile.pointee.rollupCell))
    crmwatch_prefetch(cell)
    crmwatch_prefetch(cell + 64)
  }

  /// Makes an hour the one that the profile is in.
  @inline(never)
  private mutating func open(_ hour: Int64, _ profile: UnsafeMutablePointer<CredentialProfile>) {
    let fresh = Cell(profile: profile.pointee.index, hour: hour)
    if profile.pointee.rollupTick == tick {
      let i = Int(profile.pointee.rollupCell)
      pack(i)
      cells[i] = fresh
      return
    }
    if count == capacity { resize(to: capacity * 2) }
    (cells + count).initialize(to: fresh)
    profile.pointee.rollupTick = tick
    profile.pointee.rollupCell = Int32(count)
    count += 1
  }

  private mutating func resize(to wanted: Int) {
    let moved = UnsafeMutablePointer<Cell>.allocate(capacity: wanted)
    moved.moveInitialize(from: cells, count: count)
    cells.deallocate()
    cells = moved
    capacity = wanted
  }

  private mutating func pack(_ i: Int) {
    batch.add(
      credential: cells[i].profile, hour: cells[i].hour, calls: cells[i].calls,
      errors: cells[i].errors, rows: cells[i].rows, bytes: cells[i].bytes,
      minutes: cells[i].minutes)
  }

  /// Everything collected and starts anew; a credential's hour may come several times.
  mutating func take() -> RollupBatch {
    for i in 0..<count { pack(i) }
    cells.deinitialize(count: count)
    count = 0
    if capacity > Self.mostKept { resize(to: Self.mostKept) }
    tick &+= 1
    let taken = batch
    batch = RollupBatch()
    return taken
  }
}
