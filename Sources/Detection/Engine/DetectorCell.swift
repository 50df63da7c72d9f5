import SecurityModel

/// One detector in memory of its own.
///
/// An array of `any Detector` would be unpacked, checked for other owners and packed again at every
/// call, several times per event; a cell is called like any object.
class DetectorCell {
  /// What the detector asks for; see `Interest`.
  let interest: Interest

  fileprivate init(interest: Interest) { self.interest = interest }

  /// A cell with a new detector of that type.
  static func make(_ type: any Detector.Type, _ tunables: TunableValues) -> DetectorCell {
    func open<D: Detector>(_ type: D.Type) -> DetectorCell { TypedCell(D(tunables)) }
    return open(type)
  }

  func observe(_ context: inout DetectorContext) {}

  func observe(_ finding: Finding, _ context: inout DetectorContext) {}

  func encode(credential index: UInt32, into out: inout ByteWriter) {}

  func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {}

  func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] { [] }

  func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {}
}

private final class TypedCell<D: Detector>: DetectorCell {
  @exclusivity(unchecked) private var detector: D

  init(_ detector: D) {
    self.detector = detector
    super.init(interest: detector.interest)
  }

  override func observe(_ context: inout DetectorContext) { detector.observe(&context) }

  override func observe(_ finding: Finding, _ context: inout DetectorContext) {
    detector.observe(finding, &context)
  }

  override func encode(credential index: UInt32, into out: inout ByteWriter) {
    detector.encode(credential: index, into: &out)
  }

  override func decode(
    credential index: UInt32, from reader: inout ByteReader
  ) throws(ByteReader.Failure) {
    try detector.decode(credential: index, from: &reader)
  }

  override func takeSharedChanges(_ symbols: SymbolTable) -> [Checkpoint.StateBlob] {
    detector.takeSharedChanges(symbols)
  }

  override func restoreShared(
    _ blob: Checkpoint.StateBlob, _ symbols: SymbolTable
  ) throws(ByteReader.Failure) {
    try detector.restoreShared(blob, symbols)
  }
}
