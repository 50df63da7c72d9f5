/// Decides which format a source has from its first bytes.
///
/// Deterministic: the same bytes and formats give the same verdict. Compressed data must be
/// unpacked before.
public enum FormatSniffer {
  /// A format and how sure it is.
  public struct Candidate: Sendable {
    public var format: any LogFormat
    public var match: FormatMatch

    public init(format: any LogFormat, match: FormatMatch) {
      self.format = format
      self.match = match
    }
  }

  /// What the bytes are.
  public enum Verdict: Sendable {
    /// One format claims the bytes.
    case recognized(Candidate)
    /// Several formats claim them about equally; best first.
    case ambiguous([Candidate])
    /// None does; the reason is fit to be shown.
    case unknown(reason: String)

    /// The format, when there is exactly one.
    public var format: (any LogFormat)? {
      if case .recognized(let candidate) = self { return candidate.format }
      return nil
    }

    /// One sentence on the verdict, for messages.
    public var explanation: String {
      switch self {
      case .recognized(let best): "\(best.format.name): \(best.match.reason)"
      case .ambiguous(let candidates):
        "could be "
          + candidates.map { "\($0.format.name) (\($0.match.reason))" }.joined(separator: " or ")
          + "; name one with --format"
      case .unknown(let reason): reason
      }
    }
  }

  /// Most bytes that are looked at.
  public static let sampleLength = 64 << 10
  /// Claims below this are ignored.
  public static let minimumConfidence = 0.3
  /// Two best claims nearer than this are ambiguous.
  public static let margin = 0.05

  /// The verdict on `sample`, the first bytes of a source.
  public static func sniff(
    _ sample: UnsafeRawBufferPointer, among formats: [any LogFormat] = LogFormatRegistry.all
  ) -> Verdict {
    let sample = UnsafeRawBufferPointer(rebasing: sample.prefix(sampleLength))
    if let reason = obstacle(sample) { return .unknown(reason: reason) }
    // Ties keep the order of the registry, so that the outcome never depends on the sort.
    var claims: [(rank: Int, candidate: Candidate)] = []
    for (rank, format) in formats.enumerated() {
      let match = format.match(sample)
      if match.confidence >= minimumConfidence {
        claims.append((rank, Candidate(format: format, match: match)))
      }
    }
    claims.sort { a, b in
      let (x, y) = (a.candidate.match.confidence, b.candidate.match.confidence)
      return x == y ? a.rank < b.rank : x > y
    }
    guard let best = claims.first?.candidate else {
      return .unknown(
        reason: "no format recognizes these bytes (tried "
          + formats.map(\.name).joined(separator: ", ") + "); name one with --format")
    }
    let close = claims.map(\.candidate).filter {
      best.match.confidence - $0.match.confidence < margin
    }
    return close.count > 1 ? .ambiguous(close) : .recognized(best)
  }

  /// Why no text format can claim the bytes, if so.
  private static func obstacle(_ sample: UnsafeRawBufferPointer) -> String? {
    guard sample.contains(where: { $0 > 0x20 }) else { return "no text yet" }
    if sample.count >= 2 {
      switch (sample[0], sample[1]) {
      case (0x1F, 0x8B): return "gzip data that was not unpacked"
      case (0x28, 0xB5): return "zstd data, which is not supported; unpack it first"
      case (0x50, 0x4B): return "a zip archive; unpack it first"
      case (0xFF, 0xFE), (0xFE, 0xFF): return "UTF-16 text; convert it to UTF-8 first"
      default: break
      }
    }
    let text = sample.drop { $0 == 0 }
    let control = text.reduce(into: 0) { count, c in
      if c < 0x20 && c != 0x09 && c != 0x0A && c != 0x0D && c != 0x1B { count += 1 }
    }
    return control * 10 > text.count ? "binary data" : nil
  }
}
