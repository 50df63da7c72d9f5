/// Hourly volumes on their way to the store, packed: some 25 bytes an hour instead of a hundred.
///
/// Deltas like `HourRollup`, and like them they may name an hour several times. Credentials are
/// named by the numbers of `CredentialChange`.
public struct RollupBatch: Sendable {
  /// One hour of one credential.
  public struct Entry: Sendable {
    /// Hours since 1970.
    public var hour: Int32
    public var credential: UInt32
    /// Where its volume begins in `bytes`.
    public var offset: UInt32
  }

  public private(set) var entries: [Entry] = []
  /// The volumes, one after the other, each as `appendVolume` writes it.
  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// Bytes held.
  public var size: Int { entries.count * MemoryLayout<Entry>.stride + bytes.count }

  /// Adds what a credential did in an hour.
  public mutating func add(
    credential: UInt32, hour: Int64, calls: Int64, errors: Int64, rows: Int64, bytes volume: Int64,
    minutes: MinuteCounts
  ) {
    entries.append(
      Entry(
        hour: Int32(clamping: hour), credential: credential,
        offset: UInt32(truncatingIfNeeded: bytes.count)))
    Self.appendVolume(
      calls: calls, errors: errors, rows: rows, bytes: volume, minutes: minutes, to: &bytes)
  }

  /// Adds a rollup under a number that stands for its credential.
  public mutating func add(_ rollup: HourRollup, credential: UInt32) {
    add(
      credential: credential, hour: rollup.hour.index(ofEvery: Timestamp.Duration.hour),
      calls: rollup.calls, errors: rollup.errors, rows: rollup.rows, bytes: rollup.bytes,
      minutes: rollup.minutes)
  }

  /// Appends a volume: four numbers as zig-zag LEB128, then how many minutes have calls, and each
  /// of these with its count as LEB128.
  public static func appendVolume(
    calls: Int64, errors: Int64, rows: Int64, bytes: Int64, minutes: MinuteCounts,
    to out: inout [UInt8]
  ) {
    var writer = ByteWriter(bytes: out)
    out = []
    writer.put(calls)
    writer.put(errors)
    writer.put(rows)
    writer.put(bytes)
    var count: UInt8 = 0
    minutes.forEach { _, _ in count += 1 }
    writer.put(count)
    minutes.forEach { minute, calls in
      writer.put(UInt8(truncatingIfNeeded: minute))
      writer.put(calls)
    }
    out = writer.bytes
  }
}
