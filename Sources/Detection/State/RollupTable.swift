import SecurityModel

/// Collects what each credential did since the last checkpoint, by hour and minute.
struct RollupTable {
  private var cells: [HourRollup] = []
  /// Names of credentials by profile index, as texts that all their cells share.
  private var names: [String?] = []
  /// Number of the running tick; profiles remember it with the index of their cell.
  private var tick: UInt32 = 1

  /// Adds one event of a profile.
  mutating func add(
    _ profile: inout CredentialProfile, time: Timestamp, calls: Int64, errors: Int64,
    rows: Int64, bytes: Int64, symbols: SymbolTable
  ) {
    let hour = time.index(ofEvery: Timestamp.Duration.hour)
    var i = Int(profile.rollupCell)
    if profile.rollupTick != tick
      || cells[i].hour.milliseconds != hour &* Timestamp.Duration.hour
    {
      i = cells.count
      cells.append(
        HourRollup(
          credential: name(of: profile, symbols),
          hour: Timestamp(milliseconds: hour &* Timestamp.Duration.hour)))
      profile.rollupTick = tick
      profile.rollupCell = Int32(i)
    }
    cells[i].calls &+= calls
    cells[i].errors &+= errors
    cells[i].rows &+= rows
    cells[i].bytes &+= bytes
    let minute = Int(time.index(ofEvery: Timestamp.Duration.minute) &- hour &* 60)
    cells[i].minutes.add(UInt32(truncatingIfNeeded: calls), minute: minute)
  }

  private mutating func name(
    of profile: borrowing CredentialProfile, _ symbols: SymbolTable
  ) -> String {
    let i = Int(profile.index)
    if i >= names.count {
      names.append(contentsOf: repeatElement(nil, count: max(256, i + 1 - names.count)))
    }
    if let known = names[i] { return known }
    let name = symbols.text(of: profile.credential)
    names[i] = name
    return name
  }

  /// Everything collected and starts anew; a credential's hour may come several times.
  mutating func take() -> [HourRollup] {
    let result = cells
    cells = []
    cells.reserveCapacity(min(result.count, 4_096))
    tick &+= 1
    return result
  }
}
