import Detection
import SecurityModel
import Storage

/// Tells the engine which of its findings the analyst has closed as expected, so that it learns
/// the volume behind them.
///
/// What was told and what came of it are committed together: each verdict teaches once.
struct VerdictReader {
  /// Key of the engine state under which the position is kept.
  static let key = "pipeline/verdicts"
  /// Actions looked at per commit; the rest waits for the next one.
  private static let most = 500

  /// Number of the last action that was looked at.
  private var sequence: Int64 = 0
  private var isMoved = false

  /// Looks at the actions since the last call.
  /// - Returns: true when the engine has learnt something.
  mutating func teach(_ engine: Engine, from store: any Store) throws(StoreError) -> Bool {
    var hasLearnt = false
    for action in try store.history(of: nil, after: sequence, limit: Self.most) {
      sequence = max(sequence, action.sequence)
      isMoved = true
      guard action.verb == .close(.benignPositive),
        case .one(let record) = try store.finding(action.finding, now: action.at)
      else { continue }
      if engine.accept(record.finding) { hasLearnt = true }
    }
    return hasLearnt
  }

  /// The position as engine state, when it has moved since the last call.
  mutating func takeChange() -> [Checkpoint.StateBlob] {
    guard isMoved else { return [] }
    isMoved = false
    var out = ByteWriter()
    out.put(sequence)
    return [.init(key: Self.key, bytes: out.bytes)]
  }

  /// Takes the position back.
  mutating func restore(_ blob: Checkpoint.StateBlob) throws(ByteReader.Failure) {
    var reader = ByteReader(blob.bytes)
    sequence = try reader.int64()
  }
}
