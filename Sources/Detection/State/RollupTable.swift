import SecurityModel

/// Collects what each credential did since the last checkpoint, by hour and minute.
struct RollupTable {
  struct Cell {
    var profile: UInt32
    var hour: Int64
    var calls: Int64 = 0
    var errors: Int64 = 0
    var rows: Int64 = 0
    var bytes: Int64 = 0
    var minutes = InlineArray<60, UInt32>(repeating: 0)
  }

  private(set) var cells: [Cell] = []
  /// Number of the running tick; profiles remember it with the index of their cell.
  private(set) var tick: UInt32 = 1

  /// Adds one event of a profile.
  mutating func add(
    _ profile: inout CredentialProfile, time: Timestamp, calls: Int64, errors: Int64,
    rows: Int64, bytes: Int64
  ) {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    var i = Int(profile.rollupCell)
    if profile.rollupTick != tick || cells[i].hour != hour {
      i = cells.count
      cells.append(Cell(profile: profile.index, hour: hour))
      profile.rollupTick = tick
      profile.rollupCell = Int32(i)
    }
    cells[i].calls &+= calls
    cells[i].errors &+= errors
    cells[i].rows &+= rows
    cells[i].bytes &+= bytes
    let minute = Int(time.index(ofEvery: Timestamp.Duration.minute) &- hour &* 60)
    cells[i].minutes[minute] &+= UInt32(truncatingIfNeeded: calls)
  }

  /// Everything collected, one rollup per credential and hour, and starts anew.
  mutating func take(name: (UInt32) -> String) -> [HourRollup] {
    var result: [HourRollup] = []
    result.reserveCapacity(cells.count)
    for cell in cells {
      var minutes = [UInt32](repeating: 0, count: 60)
      for m in 0..<60 { minutes[m] = cell.minutes[m] }
      result.append(
        HourRollup(
          credential: name(cell.profile),
          hour: Timestamp(milliseconds: cell.hour &* Timestamp.Duration.hour),
          calls: cell.calls, errors: cell.errors, rows: cell.rows, bytes: cell.bytes,
          minuteCalls: minutes))
    }
    cells.removeAll(keepingCapacity: true)
    tick &+= 1
    return result
  }
}
