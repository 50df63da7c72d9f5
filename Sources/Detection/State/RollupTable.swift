import SecurityModel

/// Collects what each credential did since the last checkpoint, by hour and minute.
///
/// Each credential has one hour open; when it goes on to another the old one is packed away.
struct RollupTable {
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

  private var cells: [Cell] = []
  private var batch = RollupBatch()
  /// Number of the running tick; profiles remember it with the index of their cell.
  private var tick: UInt32 = 1

  /// Bytes held until the next checkpoint.
  var size: Int { batch.size + cells.count * MemoryLayout<Cell>.stride }

  /// Adds one event of a profile.
  mutating func add(
    _ profile: inout CredentialProfile, time: Timestamp, calls: Int64, errors: Int64,
    rows: Int64, bytes: Int64
  ) {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    var i = Int(profile.rollupCell)
    if profile.rollupTick != tick {
      i = cells.count
      cells.append(Cell(profile: profile.index, hour: hour))
      profile.rollupTick = tick
      profile.rollupCell = Int32(i)
    } else if cells[i].hour != hour {
      pack(i)
      cells[i] = Cell(profile: profile.index, hour: hour)
    }
    cells[i].calls &+= calls
    cells[i].errors &+= errors
    cells[i].rows &+= rows
    cells[i].bytes &+= bytes
    let minute = Int(time.index(ofEvery: Timestamp.Duration.minute) &- hour &* 60)
    cells[i].minutes.add(UInt32(truncatingIfNeeded: calls), minute: minute)
  }

  private mutating func pack(_ i: Int) {
    batch.add(
      credential: cells[i].profile, hour: cells[i].hour, calls: cells[i].calls,
      errors: cells[i].errors, rows: cells[i].rows, bytes: cells[i].bytes,
      minutes: cells[i].minutes)
  }

  /// Everything collected and starts anew; a credential's hour may come several times.
  mutating func take() -> RollupBatch {
    for i in cells.indices { pack(i) }
    cells.removeAll(keepingCapacity: cells.count <= 4_096)
    defer { batch = RollupBatch() }
    tick &+= 1
    return batch
  }
}
